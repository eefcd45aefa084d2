package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.TimeFunction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomMetricsTest {

  private static final int QUERIES = 1_500;
  private static final int TRACES = 10;
  private static final long START = WorkedTraces.START_NANOS;

  private final long seed = Long.getLong("vivace.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final RandomMetrics metrics = new RandomMetrics(random, START);
  private final RandomTraces traces = new RandomTraces(random, START);

  @Test
  void whatIsPrintedReadsBackAsTheSameTreeOrIsRefused() {
    for (int i = 0; i < QUERIES; i++) {
      MetricsQuery query = metrics.candidate();
      String text = CanonicalText.of(query);
      try {
        assertThat(TraceQl.parseMetrics(text)).as("seed %d: %s", seed, text).isEqualTo(query);
      } catch (QueryException e) {
        assertThat(e.kind()).as("seed %d: %s", seed, text).isNotEqualTo(QueryException.Kind.PARSE);
      }
    }
  }

  /// Each kind of query occurs, and has series often enough to be worth comparing.
  @Test
  void everyKindOfQueryFindsSomething() {
    Map<String, Integer> made = new TreeMap<>();
    Map<String, Integer> found = new TreeMap<>();
    List<PlainTrace> some = List.of();
    for (int i = 0; i < QUERIES; i++) {
      some = i % 10 == 0 ? Stream.generate(traces::next).limit(TRACES).toList() : some;
      MetricsQuery query = metrics.next();
      PlainAxis axis = metrics.axis(some);
      List<PlainSeries> answer = MetricsOracle.answer(query, some, axis);
      String context = "seed %d, query %d: %s".formatted(seed, i, CanonicalText.of(query));

      assertThat(MetricsOracle.difference(query, some, axis, answer)).as(context).isEmpty();
      assertThat(answer).as(context).allSatisfy(series -> assertSound(series, axis));
      boolean hasAny =
          answer.stream().flatMap(one -> one.samples().values().stream()).anyMatch(n -> n != 0);
      for (String kind : kinds(query.expression())) {
        made.merge(kind, 1, Integer::sum);
        found.merge(kind, hasAny ? 1 : 0, Integer::sum);
      }
    }

    assertThat(made.keySet()).as("seed %d", seed).isEqualTo(allKinds());
    assertThat(found).as("seed %d, of %s", seed, made).allSatisfy(this::isOften);
    assertThat(found.get("any")).as("seed %d, of %s", seed, made).isGreaterThan(QUERIES / 4);
  }

  private void isOften(String kind, int count) {
    assertThat(count).as(kind).isGreaterThan(1);
  }

  private static void assertSound(PlainSeries series, PlainAxis axis) {
    assertThat(series.labels()).isNotEmpty();
    assertThat(series.samples()).isNotEmpty().doesNotContainValue(Double.NaN);
    assertThat(axis.intervals().stream().map(PlainAxis.Interval::timestampMillis))
        .containsAll(series.samples().keySet())
        .doesNotHaveDuplicates();
  }

  private static Set<String> allKinds() {
    Set<String> kinds =
        new HashSet<>(Set.of("any", "compare", "arithmetic", "second stages", "stages behind"));
    for (TimeFunction function : TimeFunction.values()) {
      kinds.add(function.word());
    }
    for (ArithmeticOperator operator : ArithmeticOperator.values()) {
      kinds.add(operator.symbol());
    }
    for (int i = 0; i <= 5; i++) {
      kinds.add("by " + i);
    }
    return kinds;
  }

  private static Set<String> kinds(MetricsExpression expression) {
    Set<String> kinds = new HashSet<>(Set.of("any"));
    switch (expression) {
      case SeriesOf(Query(_, Metrics(var first, var then), _)) -> {
        switch (first) {
          case Compare _ -> kinds.add("compare");
          case OverTime function -> {
            kinds.add(function.function().word());
            kinds.add("by " + function.groupBy().size());
          }
        }
        if (!then.isEmpty()) {
          kinds.add("second stages");
        }
      }
      case MetricsExpression.Number _ -> {}
      case Operation(var operator, var left, var right) -> {
        kinds.addAll(List.of("arithmetic", operator.symbol()));
        kinds.addAll(kinds(left));
        kinds.addAll(kinds(right));
      }
      case Filtered(var operand, _) -> {
        kinds.add("stages behind");
        kinds.addAll(kinds(operand));
      }
    }
    return kinds;
  }

  @Test
  void axesHaveSpansOnTheirEdgesAndAreInstantsToo() {
    Map<String, Integer> kinds = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      List<PlainTrace> some = Stream.generate(traces::next).limit(TRACES).toList();
      PlainAxis axis = metrics.axis(some);
      Set<Long> starts = new HashSet<>();
      some.forEach(trace -> trace.spans().forEach(span -> starts.add(span.startUnixNanos())));
      boolean hasEdge =
          axis.intervals().stream().anyMatch(interval -> starts.contains(interval.endNanos()));
      kinds.merge(hasEdge ? "edge" : "no edge", 1, Integer::sum);
      kinds.merge(axis.intervals().size() == 1 ? "instant" : "range", 1, Integer::sum);
      assertThat(axis.stepNanos()).as("seed %d", seed).isGreaterThan(0);
    }
    assertThat(kinds.values()).as("seed %d: %s", seed, kinds).allMatch(count -> count > 25);
  }

  @Test
  void groupsAddUpToTheWhole() {
    for (int i = 0; i < QUERIES / 10; i++) {
      List<PlainTrace> some = Stream.generate(traces::next).limit(TRACES).toList();
      PlainAxis axis = metrics.axis(some);
      MetricsQuery query = metrics.next();
      if (!(query.expression() instanceof SeriesOf(Query(var body, Metrics(var first, _), _)))
          || !(first instanceof OverTime function)) {
        continue;
      }
      OverTime counted =
          new OverTime(TimeFunction.COUNT_OVER_TIME, null, List.of(), function.groupBy());
      OverTime whole = new OverTime(TimeFunction.COUNT_OVER_TIME, null, List.of(), List.of());

      assertThat(sums(new Query(body, new Metrics(counted, List.of()), List.of()), some, axis))
          .as("seed %d, query %d: %s", seed, i, CanonicalText.of(query))
          .isEqualTo(sums(new Query(body, new Metrics(whole, List.of()), List.of()), some, axis));
    }
  }

  /// All samples of a time together, where they are not zero.
  private static Map<Long, Double> sums(Query query, List<PlainTrace> traces, PlainAxis axis) {
    Map<Long, Double> sums = new TreeMap<>();
    MetricsQuery alone = new MetricsQuery(new SeriesOf(query), List.of());
    for (PlainSeries series : MetricsOracle.answer(alone, traces, axis)) {
      series.samples().forEach((time, sample) -> sums.merge(time, sample, Double::sum));
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }
}
