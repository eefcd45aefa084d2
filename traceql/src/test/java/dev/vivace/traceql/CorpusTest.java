package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.Query;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorpusTest {

  static Stream<List<String>> valid() {
    return Corpus.rows("valid.txt");
  }

  static Stream<List<String>> refused() {
    return Corpus.rows("refused.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void aValidQueryHasACanonicalText(List<String> row) {
    assertThat(CanonicalText.of(TraceQl.parse(row.get(0)))).isEqualTo(row.get(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void theCanonicalTextReadsBackAsTheSameTree(List<String> row) {
    Query query = TraceQl.parse(row.get(0));

    assertThat(TraceQl.parse(CanonicalText.of(query))).isEqualTo(query);
  }

  static Stream<List<String>> validMetrics() {
    return Corpus.rows("valid-metrics.txt");
  }

  static Stream<List<String>> refusedMetrics() {
    return Corpus.rows("refused-metrics.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("validMetrics")
  void aQueryForSeriesHasACanonicalTextThatReadsBackAsTheSameTree(List<String> row) {
    MetricsQuery query = TraceQl.parseMetrics(row.get(0));

    assertThat(CanonicalText.of(query)).isEqualTo(row.get(1));
    assertThat(TraceQl.parseMetrics(row.get(1))).isEqualTo(query);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedMetrics")
  void aRefusedQueryForSeriesHasAKindAndAMessage(List<String> row) {
    QueryException failure =
        catchThrowableOfType(QueryException.class, () -> TraceQl.parseMetrics(row.get(1)));

    assertThat(failure).as(row.get(1)).isNotNull();
    assertThat(failure.kind() + " " + failure.getMessage())
        .isEqualTo(row.get(0) + " " + row.get(2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aRefusedQueryHasAKindAndAMessage(List<String> row) {
    QueryException failure =
        catchThrowableOfType(QueryException.class, () -> TraceQl.parse(row.get(1)));

    assertThat(failure).as(row.get(1)).isNotNull();
    assertThat(failure.kind() + " " + failure.getMessage())
        .isEqualTo(row.get(0) + " " + row.get(2));
  }
}
