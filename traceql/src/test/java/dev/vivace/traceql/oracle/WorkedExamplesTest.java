package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.Corpus;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.ValueText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkedExamplesTest {

  static Stream<List<String>> examples() {
    return Corpus.rows("worked-examples.txt");
  }

  static Stream<List<String>> carriedExamples() {
    return Corpus.rows("carried-examples.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void answersAsTheSpecificationSays(List<String> example) {
    Query query = TraceQl.parse(example.get(1));
    List<String> spansets = new ArrayList<>();
    for (PlainTrace trace : WorkedTraces.all()) {
      Oracle.answer(query, trace).forEach(spanset -> spansets.add(shown(spanset)));
    }

    assertThat(spansets)
        .as("%s %s", example.get(0), example.get(1))
        .containsExactlyInAnyOrderElementsOf(expected(example.get(2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("carriedExamples")
  void spansCarryWhatWasLookedAt(List<String> example) {
    Query query = TraceQl.parse(example.get(0));
    List<String> spans = new ArrayList<>();
    for (PlainTrace trace : WorkedTraces.all()) {
      for (OracleSpanset spanset : Oracle.answer(query, trace)) {
        for (SpanView span : spanset.spans()) {
          spans.add(name(span) + " " + shown(Oracle.carried(query, trace, span)));
        }
      }
    }

    assertThat(spans)
        .as(example.get(0))
        .containsExactlyInAnyOrderElementsOf(expected(example.get(1)));
  }

  private static List<String> expected(String text) {
    return text.equals("nothing") ? List.of() : Arrays.asList(text.split("; "));
  }

  private static String shown(OracleSpanset spanset) {
    String spans =
        spanset.spans().stream().map(WorkedExamplesTest::name).collect(Collectors.joining(" "));
    return spanset.attributes().isEmpty()
        ? spans
        : spans
            + spanset.attributes().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + ValueText.bare(entry.getValue()))
                .collect(Collectors.joining(", ", " [", "]"));
  }

  private static String shown(List<Map.Entry<String, Value>> carried) {
    return carried.stream()
        .map(entry -> entry.getKey() + ": " + ValueText.bare(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String name(SpanView span) {
    return span.spanId().substring(14);
  }
}
