package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Number;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.extract.QueryParts;
import dev.vivace.traceql.rewrite.FoldConstants;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A metrics query, ready to run over tables. Immutable; any thread may use it.
///
/// A table without a span that starts within the axis has nothing to add, whatever the query:
/// traces are whole in one table.
public final class MetricsPlan {

  private static final int WORK_OF_COMPARISON = 16;
  private static final FieldExpression FALSE = new Literal(new BoolValue(false));

  private final MetricsExpression expression;
  private final TimeAxis axis;
  private final Map<SeriesOf, Leaf> leaves = new HashMap<>();

  /// A query without arithmetic, prepared.
  ///
  /// @param selection finds the selected spans of a comparison, null if there is none
  /// @param showsZeros false if its filter is constantly false
  /// @param shown what it looks at, for exemplars
  private record Leaf(
      SearchPlan body,
      @Nullable SearchPlan selection,
      Metrics metrics,
      boolean showsZeros,
      List<Reference> shown) {

    static Leaf of(Query query) {
      Query folded = FoldConstants.apply(query);
      Metrics metrics = metrics(folded);
      return new Leaf(
          SearchPlan.of(query),
          metrics.first() instanceof Compare compare
              ? SearchPlan.of(selecting(query, compare.selection()))
              : null,
          metrics,
          !isConstantlyFalse(folded),
          shown(query));
    }

    private static Metrics metrics(Query query) {
      Metrics metrics = query.metrics();
      if (metrics == null) {
        throw new IllegalArgumentException("no metrics query: " + query);
      }
      return metrics;
    }

    /// The query with one more filter at the end of its pipeline.
    private static Query selecting(Query query, SpansetFilter selection) {
      List<Stage> stages = new ArrayList<>(((Pipeline) query.body()).stages());
      stages.add(selection);
      return new Query(new Pipeline(stages), query.metrics(), query.hints());
    }

    /// Whether the pipeline is nothing but filters that are constantly false.
    private static boolean isConstantlyFalse(Query folded) {
      return ((Pipeline) folded.body())
          .stages().stream()
              .allMatch(
                  stage -> stage instanceof SpansetExpression filter && isConstantlyFalse(filter));
    }

    private static boolean isConstantlyFalse(SpansetExpression expression) {
      return switch (expression) {
        case SpansetFilter(var condition) -> condition.equals(FALSE);
        case SpansetOperation(_, var left, var right) ->
            isConstantlyFalse(left) && isConstantlyFalse(right);
      };
    }

    private static List<Reference> shown(Query query) {
      QueryParts parts = QueryParts.of(query);
      return Stream.concat(
              Stream.concat(parts.conditions().stream(), parts.arguments().stream())
                  .flatMap(one -> Mentions.in(one).stream()),
              Stream.concat(parts.selected().stream(), parts.metrics().stream()))
          .toList();
    }

    LeafCount count(TimeAxis axis, StateBudget budget, int exemplars) {
      return switch (metrics.first()) {
        case OverTime function ->
            new OverTimeCount(
                body,
                function,
                axis,
                showsZeros,
                budget,
                exemplars > 0 ? new ExemplarSampler(axis, exemplars, shown, budget) : null);
        case Compare compare -> {
          if (selection == null) {
            throw new IllegalStateException("a comparison without a selection");
          }
          yield new CompareCount(body, selection, compare, axis, budget);
        }
      };
    }
  }

  private MetricsPlan(MetricsExpression expression, TimeAxis axis) {
    this.expression = expression;
    this.axis = axis;
    prepare(expression);
  }

  private void prepare(MetricsExpression part) {
    switch (part) {
      case SeriesOf series -> leaves.put(series, Leaf.of(series.query()));
      case Number _ -> {}
      case Operation(_, var left, var right) -> {
        prepare(left);
        prepare(right);
      }
      case Filtered(var operand, _) -> prepare(operand);
    }
  }

  /// Prepares a query from [dev.vivace.traceql.TraceQl#parseMetrics].
  public static MetricsPlan of(MetricsQuery query, TimeAxis axis) {
    return new MetricsPlan(query.expression(), axis);
  }

  public TimeAxis axis() {
    return axis;
  }

  /// About how many times the work of a plain count each span is. A comparison counts all of its
  /// attributes.
  public int workPerSpan() {
    return leaves.values().stream()
        .mapToInt(leaf -> leaf.selection() == null ? 1 : WORK_OF_COMPARISON)
        .sum();
  }

  /// Whether samples of an interval stay as they are once no table is left with spans in it, so
  /// that they may be shown before the query is done. Series may still come.
  public boolean isSettledByTime() {
    return isSettledByTime(expression);
  }

  private static boolean isSettledByTime(MetricsExpression part) {
    return switch (part) {
      case SeriesOf(var query) -> {
        Metrics metrics = Leaf.metrics(query);
        yield metrics.first() instanceof OverTime && isSettledByTime(metrics.then());
      }
      case Number _ -> true;
      case Operation(_, var left, var right) -> isSettledByTime(left) && isSettledByTime(right);
      case Filtered(var operand, var then) -> isSettledByTime(operand) && isSettledByTime(then);
    };
  }

  private static boolean isSettledByTime(List<SecondStage> then) {
    return then.stream().noneMatch(Ranking.class::isInstance);
  }

  /// A run over tables, with nothing counted.
  public MetricsRun run(MetricsLimits limits) {
    boolean isArithmetic = !(expression instanceof SeriesOf);
    StateBudget budget = new StateBudget(limits.maxStateBytes());
    Map<SeriesOf, LeafCount> counts = new HashMap<>();
    leaves.forEach(
        (series, leaf) ->
            counts.put(series, leaf.count(axis, budget, isArithmetic ? 0 : limits.exemplars())));
    return new MetricsRun(expression, counts, budget);
  }
}
