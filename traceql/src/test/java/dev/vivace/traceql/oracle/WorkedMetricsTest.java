package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.Corpus;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.MetricsQuery;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkedMetricsTest {

  static Stream<List<String>> examples() {
    return Corpus.rows("worked-metrics.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void answersAsTheSpecificationSays(List<String> example) {
    MetricsQuery query = TraceQl.parseMetrics(example.get(2));
    PlainAxis axis = WorkedMetrics.axis(example.get(1));

    List<PlainSeries> answer = MetricsOracle.answer(query, WorkedTraces.all(), axis);

    assertThat(answer.stream().map(series -> WorkedMetrics.shown(series, axis)).toList())
        .as(example.get(2))
        .isEqualTo(WorkedMetrics.expected(example.get(3)));
    assertThat(MetricsOracle.difference(query, WorkedTraces.all(), axis, answer)).isEmpty();
  }
}
