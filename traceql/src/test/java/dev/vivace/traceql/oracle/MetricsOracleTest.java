package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsOracleTest {

  private static final PlainAxis INSTANT = PlainAxis.instant(0, 2_000_000_000);

  @Test
  void typesOfValuesMakeSeriesOfTheirOwn() {
    assertThat(
            labels(
                "{ } | count_over_time() by (span.a)",
                new IntValue(10),
                new FloatValue(10),
                new StringValue("10"),
                new StringValue("10.0"),
                new FloatValue(-0.0),
                new FloatValue(0),
                new FloatValue(Double.NaN),
                new FloatValue(Double.NaN)))
        .containsExactly(
            "[span.a=0.0]",
            "[span.a=`10`]",
            "[span.a=10]",
            "[span.a=`10.0`]",
            "[span.a=10.0]",
            "[span.a=NaN]");
  }

  @Test
  void theTextNilAndNothingAreOneSeries() {
    List<PlainSeries> series =
        answer("{ } | count_over_time() by (span.a)", new StringValue("nil"), Opaque.OPAQUE);

    assertThat(series).hasSize(1);
    assertThat(series.getFirst().samples()).containsExactly(Map.entry(2_000L, 2.0));
  }

  @Test
  void whatIsNotANumberHasNoSample() {
    assertThat(sample("min_over_time", Double.NaN, 3, 2)).isEqualTo(2);
    assertThat(sample("max_over_time", 3, Double.NaN, 2)).isEqualTo(3);
    assertThat(sample("avg_over_time", 3, 2, Double.NaN)).isEqualTo(2.5);
    assertThat(sample("sum_over_time", 1, Double.POSITIVE_INFINITY))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(
            answer(
                "{ } | sum_over_time(span.a)",
                new FloatValue(Double.POSITIVE_INFINITY),
                new FloatValue(Double.NEGATIVE_INFINITY)))
        .isEmpty();
    assertThat(answer("{ } | max_over_time(span.a)", new FloatValue(Double.NaN))).isEmpty();
  }

  private static double sample(String function, double... numbers) {
    Value[] values = Arrays.stream(numbers).mapToObj(FloatValue::new).toArray(Value[]::new);
    return answer("{ } | " + function + "(span.a)", values).getFirst().samples().get(2_000L);
  }

  @Test
  void bucketsOfLargeNumbersAreExact() {
    long beyondDoubles = (1L << 53) + 1;

    assertThat(
            labels(
                "{ } | histogram_over_time(span.a)",
                new IntValue(1L << 53),
                new IntValue(beyondDoubles),
                new IntValue(Long.MAX_VALUE),
                new IntValue(1),
                new IntValue(0),
                new IntValue(-4),
                new FloatValue(4)))
        .containsExactly(
            "[__bucket=1.8014398509481984e+16]",
            "[__bucket=9.007199254740992e+15]",
            "[__bucket=9.223372036854776e+18]");
  }

  @Test
  void comparisonsListTheMostFrequentValuesOfEachSide() {
    MetricsQuery query = TraceQl.parseMetrics("{ } | compare({ span.b = 1 }, 2)");
    List<PlainTrace> traces = List.of(trace(values("x", "x", "y", "y", "y", "z")));

    List<PlainSeries> series = MetricsOracle.answer(query, traces, INSTANT);

    assertThat(shown(series, "span.a"))
        .containsExactly(
            "[__meta_type=`baseline`, span.a=`x`] 2.0",
            "[__meta_type=`baseline`, span.a=`y`] 3.0",
            "[__meta_type=`baseline_total`, span.a=`nil`] 6.0");
  }

  @Test
  void anyOfEquallyFrequentValuesMayBeTheLast() {
    MetricsQuery query = TraceQl.parseMetrics("{ } | compare({ span.b = 1 }, 2)");
    List<PlainTrace> traces = List.of(trace(values("x", "y", "y", "z", "w")));
    List<PlainSeries> answer = MetricsOracle.answer(query, traces, INSTANT);

    assertThat(difference(query, traces, answer)).isEmpty();
    assertThat(difference(query, traces, replaced(answer, "w", "z"))).isEmpty();
    assertThat(difference(query, traces, replaced(answer, "y", "z"))).contains("samples");
    assertThat(difference(query, traces, replaced(answer, "w", "v"))).contains("series");
    assertThat(difference(query, traces, answer.subList(1, answer.size()))).contains("so often");
    assertThat(difference(query, traces, without(allValues(traces), "w", "y")))
        .contains("so often");
    assertThat(difference(query, traces, without(allValues(traces), "w"))).contains("so often");
    assertThat(difference(query, traces, without(allValues(traces), "w", "x"))).isEmpty();
  }

  private static List<PlainSeries> allValues(List<PlainTrace> traces) {
    return MetricsOracle.answer("{ } | compare({ span.b = 1 }, 9)", traces, INSTANT);
  }

  private static List<PlainSeries> without(List<PlainSeries> all, String... values) {
    return all.stream()
        .filter(
            series ->
                Arrays.stream(values)
                    .noneMatch(value -> series.labels().contains(PlainLabel.of("span.a", value))))
        .toList();
  }

  @Test
  void whatHasNoPlainValueIsListedAsNilAmongTheOthers() {
    Value array = new ArrayValue(List.of(new IntValue(1), new IntValue(2)));
    List<Value> values = List.of(array, Opaque.OPAQUE, new StringValue("nil"), new IntValue(5));
    List<PlainSeries> series =
        MetricsOracle.answer("{ } | compare({ span.b = 1 }, 1)", List.of(trace(values)), INSTANT);

    assertThat(shown(series, "span.a"))
        .containsExactly(
            "[__meta_type=`baseline`, span.a=`nil`] 3.0",
            "[__meta_type=`baseline_total`, span.a=`nil`] 4.0");
  }

  @Test
  void comparisonsAreBoundedByTheTimesOfTheSelection() {
    MetricsQuery query = TraceQl.parseMetrics("{ } | compare({ }, 2, 1000, 1001)");
    List<PlainTrace> traces = List.of(trace(values("x", "y", "z")));

    assertThat(shown(MetricsOracle.answer(query, traces, INSTANT), "span.a"))
        .contains("[__meta_type=`selection`, span.a=`y`] 1.0")
        .contains("[__meta_type=`selection_total`, span.a=`nil`] 1.0")
        .contains("[__meta_type=`baseline_total`, span.a=`nil`] 2.0");
  }

  @Test
  void aWrongAnswerIsNoticed() {
    MetricsQuery query = TraceQl.parseMetrics("{ } | sum_over_time(span.a) by (span.a)");
    List<PlainTrace> traces = List.of(trace(List.of(new IntValue(3), new IntValue(5))));
    List<PlainSeries> answer = MetricsOracle.answer(query, traces, INSTANT);

    assertThat(difference(query, traces, answer)).isEmpty();
    assertThat(difference(query, traces, scaled(answer, 1 + 1e-12))).isEmpty();
    assertThat(difference(query, traces, scaled(answer, 1 + 1e-6))).contains("samples");
    assertThat(difference(query, traces, scaled(answer, Double.POSITIVE_INFINITY)))
        .contains("samples");
    assertThat(difference(query, traces, answer.reversed())).contains("series");
    assertThat(difference(query, traces, answer.subList(0, 1))).contains("series");
  }

  private static String difference(
      MetricsQuery query, List<PlainTrace> traces, List<PlainSeries> answer) {
    return MetricsOracle.difference(query, traces, INSTANT, answer).orElse("");
  }

  private static List<PlainSeries> scaled(List<PlainSeries> all, double factor) {
    return all.stream()
        .map(
            series -> {
              TreeMap<Long, Double> samples = new TreeMap<>(series.samples());
              samples.replaceAll((_, sample) -> sample * factor);
              return series.withSamples(samples);
            })
        .toList();
  }

  /// The answer with another value of `span.a`, in its order.
  private static List<PlainSeries> replaced(List<PlainSeries> all, String value, String other) {
    return all.stream()
        .map(
            series ->
                new PlainSeries(
                    series.labels().stream()
                        .map(
                            label ->
                                label.equals(PlainLabel.of("span.a", value))
                                    ? PlainLabel.of("span.a", other)
                                    : label)
                        .toList(),
                    series.samples()))
        .sorted(PlainSeriesOrder.BY_LABELS)
        .toList();
  }

  private static List<String> shown(List<PlainSeries> all, String key) {
    return all.stream()
        .filter(series -> series.labels().getLast().key().equals(key))
        .map(series -> series.labels() + " " + series.samples().get(2_000L))
        .toList();
  }

  private static List<String> labels(String query, Value... values) {
    return answer(query, values).stream().map(series -> series.labels().toString()).toList();
  }

  private static List<PlainSeries> answer(String query, Value... values) {
    return MetricsOracle.answer(query, List.of(trace(List.of(values))), INSTANT);
  }

  private static List<Value> values(String... texts) {
    return Arrays.stream(texts).<Value>map(StringValue::new).toList();
  }

  /// A span for each value of `span.a`, at 1000 ns, 1001 ns and so on.
  private static PlainTrace trace(List<Value> values) {
    List<PlainSpan> spans = new ArrayList<>();
    IntStream.range(0, values.size())
        .forEach(
            i ->
                spans.add(
                    Spans.of(
                            "%016x".formatted(i + 1),
                            "",
                            Kind.SERVER,
                            "s",
                            Map.of("a", values.get(i)))
                        .startingAt(1_000 + i)));
    return PlainTrace.of("1", spans);
  }
}
