package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Number;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.table.SpanTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One execution of a [MetricsPlan]: tables are added in any order, all of them once a pass. For
/// one thread; others count their share of the tables into parts, which are merged.
public final class MetricsRun {

  private final MetricsExpression expression;
  private final Map<SeriesOf, LeafCount> counts;
  private final StateBudget budget;

  MetricsRun(MetricsExpression expression, Map<SeriesOf, LeafCount> counts, StateBudget budget) {
    this.expression = expression;
    this.counts = counts;
    this.budget = budget;
  }

  /// How often all tables must be added: twice if what is shown depends on totals over all of them.
  /// After a pass it may turn out that no further one is needed.
  public int passes() {
    return counts.values().stream().mapToInt(LeafCount::passes).max().orElse(1);
  }

  /// Counts what a table holds; throws a [dev.vivace.traceql.engine.QueryEndedException] if the
  /// guard does, and then may have counted some of it.
  ///
  /// @param pass from 0 on; all tables of one pass before the first of the next
  public void add(int pass, SpanTable table, QueryGuard guard) {
    for (LeafCount count : counts.values()) {
      if (pass < count.passes()) {
        count.add(pass, table, guard);
      }
    }
  }

  /// A run with nothing counted that takes some of the tables of one pass, on any thread, and is
  /// merged before the next. Both take from one budget.
  public MetricsRun part(int pass) {
    StateBudget share = budget.part();
    Map<SeriesOf, LeafCount> parts = new HashMap<>();
    counts.forEach((leaf, count) -> parts.put(leaf, count.part(pass, share)));
    return new MetricsRun(expression, parts, share);
  }

  /// Adds what a part has counted; the part is of no use afterwards.
  public void merge(MetricsRun part) {
    budget.merge(part.budget);
    for (var entry : part.counts.entrySet()) {
      LeafCount count = counts.get(entry.getKey());
      if (count == null) {
        throw new IllegalArgumentException("a part of another query");
      }
      count.merge(entry.getValue());
    }
  }

  /// The series of what was added, in the order of answers; earlier intervals have no samples.
  ///
  /// @param fromInterval the first interval that is wanted, 0 for all
  public List<TimeSeries> series(int fromInterval) {
    return switch (evaluate(expression, fromInterval)) {
      case Operand.Series(var series) ->
          series.stream().map(TimeSeries::withoutLostExemplars).toList();
      case Operand.Scalar(var number) ->
          throw new IllegalStateException("not validated: " + number + " without series");
    };
  }

  private Operand evaluate(MetricsExpression part, int fromInterval) {
    return switch (part) {
      case SeriesOf leaf -> new Operand.Series(leaf(leaf, fromInterval));
      case Number(var value) -> new Operand.Scalar(value);
      case Operation(var operator, var left, var right) ->
          SeriesArithmetic.combine(
              operator, evaluate(left, fromInterval), evaluate(right, fromInterval));
      case Filtered(var operand, var then) ->
          switch (evaluate(operand, fromInterval)) {
            case Operand.Series(var series) -> new Operand.Series(SecondStages.apply(then, series));
            case Operand.Scalar scalar -> scalar;
          };
    };
  }

  private List<TimeSeries> leaf(SeriesOf leaf, int fromInterval) {
    LeafCount count = counts.get(leaf);
    Metrics metrics = leaf.query().metrics();
    if (count == null || metrics == null) {
      throw new IllegalStateException("not prepared: " + leaf);
    }
    List<TimeSeries> series = new ArrayList<>(count.series(fromInterval));
    series.removeIf(one -> !one.hasSamples());
    series.sort(SeriesOrder.INSTANCE);
    return SecondStages.apply(metrics.then(), series);
  }

  /// Why something was left out, for people; null if nothing was.
  public @Nullable String reachedLimit() {
    return budget.reachedLimit();
  }
}
