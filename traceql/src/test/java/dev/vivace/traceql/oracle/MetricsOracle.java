package dev.vivace.traceql.oracle;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.rewrite.FlipLiterals;
import dev.vivace.traceql.rewrite.FoldConstants;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Answers queries for series over all spans of some traces (specification 9), and judges the
/// answers of others. Hints and exemplars are none of its business.
public final class MetricsOracle {

  private final List<PlainTrace> traces;
  private final PlainAxis axis;

  private MetricsOracle(List<PlainTrace> traces, PlainAxis axis) {
    this.traces = traces;
    this.axis = axis;
  }

  /// The series in the order of answers.
  public static List<PlainSeries> answer(String query, List<PlainTrace> traces, PlainAxis axis) {
    return answer(TraceQl.parseMetrics(query), traces, axis);
  }

  public static List<PlainSeries> answer(
      MetricsQuery query, List<PlainTrace> traces, PlainAxis axis) {
    return inOrder(new MetricsOracle(traces, axis).evaluate(query.expression()));
  }

  /// What is wrong with an answer, for people; nothing if it is allowed. Samples may differ by
  /// rounding; of the values that `compare` finds equally frequent any may stay.
  public static Optional<String> difference(
      MetricsQuery query, List<PlainTrace> traces, PlainAxis axis, List<PlainSeries> answer) {
    MetricsOracle oracle = new MetricsOracle(traces, axis);
    Optional<Compare> compare =
        query.expression() instanceof SeriesOf(var one) ? compareOf(one) : Optional.empty();
    if (compare.isEmpty()) {
      return AnswerDifference.between(inOrder(oracle.evaluate(query.expression())), answer);
    }
    List<PlainSeries> all = oracle.compareAll(((SeriesOf) query.expression()).query());
    List<PlainSeries> expected = CompareOracle.mostFrequent(compare.get(), all);
    return AnswerDifference.betweenCompared(inOrder(all), inOrder(expected), answer);
  }

  private static Optional<Compare> compareOf(Query query) {
    return metrics(query).first() instanceof Compare compare
        ? Optional.of(compare)
        : Optional.empty();
  }

  private static List<PlainSeries> inOrder(List<PlainSeries> series) {
    return series.stream().sorted(PlainSeriesOrder.BY_LABELS).toList();
  }

  private List<PlainSeries> evaluate(MetricsExpression expression) {
    return switch (expression) {
      case SeriesOf(var query) -> series(query);
      case Filtered(var operand, var then) -> SecondStageOracle.apply(then, evaluate(operand));
      case Operation(var operator, MetricsExpression.Number(var number), var right) ->
          SeriesArithmeticOracle.withNumber(operator, number, evaluate(right));
      case Operation(var operator, var left, MetricsExpression.Number(var number)) ->
          SeriesArithmeticOracle.withNumber(operator, evaluate(left), number);
      case Operation(var operator, var left, var right) ->
          SeriesArithmeticOracle.between(operator, evaluate(left), evaluate(right));
      case MetricsExpression.Number number ->
          throw new IllegalStateException("no series: " + number);
    };
  }

  private List<PlainSeries> series(Query query) {
    Metrics metrics = metrics(query);
    List<PlainSeries> first =
        switch (metrics.first()) {
          case OverTime function ->
              OverTimeOracle.series(
                  function, axis, CountedSpan.of(query, traces, axis), isNothing(query));
          case Compare compare -> CompareOracle.mostFrequent(compare, compareAll(query));
        };
    List<PlainSeries> withSamples =
        first.stream().filter(series -> !series.samples().isEmpty()).toList();
    return SecondStageOracle.apply(metrics.then(), withSamples);
  }

  private List<PlainSeries> compareAll(Query query) {
    Query folded = FlipLiterals.apply(FoldConstants.apply(query));
    Compare compare = compareOf(folded).orElseThrow();
    return CompareOracle.allSeries(folded, compare, axis, CountedSpan.of(query, traces, axis));
  }

  private static Metrics metrics(Query query) {
    return Objects.requireNonNull(query.metrics());
  }

  /// Whether the pipeline is nothing but filters that are constantly false.
  private static boolean isNothing(Query query) {
    return FoldConstants.apply(query).body() instanceof Pipeline(var stages)
        && stages.stream()
            .allMatch(stage -> stage instanceof SpansetExpression filter && isNothing(filter));
  }

  private static boolean isNothing(SpansetExpression expression) {
    return switch (expression) {
      case SpansetFilter(var condition) -> condition.equals(new Literal(new BoolValue(false)));
      case SpansetOperation(_, var left, var right) -> isNothing(left) && isNothing(right);
    };
  }
}
