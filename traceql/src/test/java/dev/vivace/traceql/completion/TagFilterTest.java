package dev.vivace.traceql.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.traceql.Corpus;
import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.TagFilterOracle;
import dev.vivace.traceql.oracle.WorkedTraces;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.ValueText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TagFilterTest {

  static Stream<List<String>> filters() {
    return Corpus.rows("tag-filters.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("filters")
  void keepsTheSpansThatItsConditionsAllow(List<String> row) {
    TagFilter filter = TagFilter.parse(row.get(0));
    String names = String.join(", ", values(filter, SpanView::name));
    String expected = row.get(1);

    assertThat(filter.isUnfiltered()).as(row.get(0)).isEqualTo(expected.equals("*"));
    if (!filter.isUnfiltered()) {
      assertThat(names.isEmpty() ? "-" : names).as(row.get(0)).isEqualTo(expected);
    }
  }

  @Test
  void theConditionOnTheRequestedTagAppliesToo() {
    Function<SpanView, String> size =
        span ->
            span.attribute(Scope.SPAN, "size") instanceof Nil
                ? ""
                : ValueText.bare(span.attribute(Scope.SPAN, "size"));

    assertThat(values(TagFilter.parse("{ span.size > 20 }"), size))
        .containsExactlyInAnyOrder("40", "50", "100");
    assertThat(values(TagFilter.parse("{ status = error }"), size))
        .containsExactlyInAnyOrder("20", "40");
  }

  @Test
  void alternativesMultiply() {
    String both = "(span.a = 1 || span.a = 2) && (span.b = 1 || span.b = 2 || span.b = 3)";

    assertThat(TagFilter.parse("{ " + both + " }").alternatives()).hasSize(6);
  }

  @Test
  void aHundredAlternativesAreTheLimit() {
    assertThat(TagFilter.parse(anyOf(100)).alternatives()).hasSize(100);
    assertThatThrownBy(() -> TagFilter.parse(anyOf(101)))
        .isInstanceOf(QueryException.class)
        .hasMessage("1:1: the filter expands into more than 100 alternatives; use fewer '||'");
    assertThatThrownBy(
            () ->
                TagFilter.parse("{" + "(span.a = 1 || span.b = 1) && ".repeat(60) + "span.c = 1}"))
        .isInstanceOf(QueryException.class);
  }

  @Test
  void theTextIsLimitedAsEveryQueryIs() {
    assertThatThrownBy(() -> TagFilter.parse(" ".repeat(200_000)))
        .isInstanceOf(QueryException.class);
  }

  private static String anyOf(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "span.a = " + i)
        .collect(Collectors.joining(" || ", "{ ", " }"));
  }

  private static Set<String> values(TagFilter filter, Function<SpanView, String> value) {
    Set<String> values = new TreeSet<>();
    for (PlainTrace trace : WorkedTraces.all()) {
      for (SpanView span : trace.spans()) {
        if (TagFilterOracle.keeps(filter, trace, span) && !value.apply(span).isEmpty()) {
          values.add(value.apply(span));
        }
      }
    }
    return values;
  }
}
