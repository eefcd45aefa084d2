package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.TimeFunction;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.table.SpanTable;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Counts for a function over time. For one thread.
final class OverTimeCount implements LeafCount {

  private final SearchPlan body;
  private final OverTime function;
  private final TimeAxis axis;
  private final boolean showsZeros;
  private final Groups groups;
  private final Scratch scratch = new Scratch();
  private final TableCells cells;
  private final @Nullable ExemplarSampler sampler;

  /// @param showsZeros whether an ungrouped rate or count has a series if nothing matches
  OverTimeCount(
      SearchPlan body,
      OverTime function,
      TimeAxis axis,
      boolean showsZeros,
      StateBudget budget,
      @Nullable ExemplarSampler sampler) {
    this.body = body;
    this.function = function;
    this.axis = axis;
    this.showsZeros = showsZeros;
    this.sampler = sampler;
    int slots = usesBuckets(function.function()) ? Argument.BUCKETS : 1;
    this.groups = new Groups(slots, !usesBuckets(function.function()), shown(), budget);
    this.cells =
        new TableCells(
            reduction(function.function()), slots, axis.intervals(), groups, budget, scratch);
  }

  private static boolean usesBuckets(TimeFunction function) {
    return function == TimeFunction.HISTOGRAM_OVER_TIME
        || function == TimeFunction.QUANTILE_OVER_TIME;
  }

  private Groups.Shown shown() {
    long bytes = Cells.sampleBytes(axis.intervals());
    return switch (function.function()) {
      case HISTOGRAM_OVER_TIME -> new Groups.Shown(0, bytes);
      case QUANTILE_OVER_TIME -> new Groups.Shown(function.quantiles().size() * bytes, 0);
      default -> new Groups.Shown(bytes, 0);
    };
  }

  private static Reduction reduction(TimeFunction function) {
    return switch (function) {
      case RATE, COUNT_OVER_TIME, HISTOGRAM_OVER_TIME, QUANTILE_OVER_TIME -> Reduction.COUNT;
      case MIN_OVER_TIME -> Reduction.MIN;
      case MAX_OVER_TIME -> Reduction.MAX;
      case SUM_OVER_TIME, AVG_OVER_TIME -> Reduction.SUM;
    };
  }

  @Override
  public int passes() {
    return 1;
  }

  @Override
  public void add(int pass, SpanTable table, QueryGuard guard) {
    long[] kept = body.run(table, TimeWindow.ALL, guard).rows();
    guard.check();
    if (function.groupBy().isEmpty() && !function.function().hasArgument()) {
      addSpans(table, kept);
    } else {
      addRows(CountedRows.of(kept, table, axis, scratch), table, guard);
    }
  }

  /// Counts spans, however they differ.
  private void addSpans(SpanTable table, long[] kept) {
    int[] counts = new int[axis.intervals()];
    SpanCounts.add(kept, table, axis, counts);
    Group group = cells.add(counts);
    if (sampler == null || group == null) {
      return;
    }
    RowFields fields = new RowFields(table);
    choose(
        sampler, fields, CountedRows.of(sampler.asked(table, kept), table, axis, scratch), group);
    if (group.exemplars(0) == null) { // Rare spans.
      choose(sampler, fields, CountedRows.of(kept, table, axis, scratch), group);
    }
  }

  private void choose(ExemplarSampler chooser, RowFields fields, CountedRows counted, Group group) {
    GroupKeys keys = GroupKeys.of(fields, List.of(), counted, scratch);
    @Nullable Group[] groupOf = {group};
    chooser.choose(new ExemplarSampler.Counted(fields, counted, keys, groupOf, null, null, false));
  }

  private void addRows(CountedRows counted, SpanTable table, QueryGuard guard) {
    if (counted.count() == 0) {
      return;
    }
    RowFields fields = new RowFields(table);
    GroupKeys keys = GroupKeys.of(fields, function.groupBy(), counted, scratch);
    Reference reference = function.argument();
    byte[] slots = null;
    double[] numbers = null;
    IntToDoubleFunction shown = null;
    if (reference != null) {
      Argument argument = new Argument(fields, reference, counted);
      if (usesBuckets(function.function())) {
        slots = argument.buckets();
        shown = isHistogram() ? null : argument::bucketedNumber;
      } else {
        double[] known = argument.numbers(scratch);
        numbers = known;
        shown = at -> known[at];
      }
    }
    guard.check();
    @Nullable Group[] groupOf = cells.add(counted, keys, slots, numbers);
    if (sampler != null) {
      sampler.choose(
          new ExemplarSampler.Counted(fields, counted, keys, groupOf, slots, shown, isHistogram()));
    }
  }

  private boolean isHistogram() {
    return function.function() == TimeFunction.HISTOGRAM_OVER_TIME;
  }

  @Override
  public OverTimeCount part(int pass, StateBudget budget) {
    return new OverTimeCount(
        body, function, axis, showsZeros, budget, sampler == null ? null : sampler.part(budget));
  }

  @Override
  public void merge(LeafCount part) {
    if (!(part instanceof OverTimeCount other)) {
      throw new IllegalArgumentException("a part of another query");
    }
    for (Group group : other.groups.all()) {
      Group known = groups.get(group.values());
      if (known != null) {
        cells.merge(group, known);
        if (sampler != null) {
          sampler.merge(group, known);
        }
      }
    }
  }

  @Override
  public List<TimeSeries> series(int fromInterval) {
    return new OverTimeSeries(function, axis, showsZeros, fromInterval).of(groups.all());
  }
}
