package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.TimeFunction;
import dev.vivace.traceql.metrics.ExemplarPicks.Pick;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes series of what was counted for a function over time (specification 9.1 to 9.4).
final class OverTimeSeries {

  private static final String BUCKET = "__bucket";
  private static final String QUANTILE = "p";
  private static final double NANOS_A_SECOND = 1e9;

  private final OverTime function;
  private final TimeAxis axis;
  private final boolean showsZeros;
  private final int fromInterval;

  OverTimeSeries(OverTime function, TimeAxis axis, boolean showsZeros, int fromInterval) {
    this.function = function;
    this.axis = axis;
    this.showsZeros = showsZeros;
    this.fromInterval = fromInterval;
  }

  List<TimeSeries> of(Collection<Group> groups) {
    List<TimeSeries> series = new ArrayList<>();
    for (Group group : groups) {
      switch (function.function()) {
        case HISTOGRAM_OVER_TIME -> addHistogram(group, series);
        case QUANTILE_OVER_TIME -> addQuantiles(group, series);
        default -> add(group, 0, labels(group, null), series);
      }
    }
    if (series.isEmpty() && isCounted() && function.groupBy().isEmpty() && showsZeros) {
      double[] zeros = none();
      Arrays.fill(zeros, fromInterval, zeros.length, 0);
      series.add(new TimeSeries(labels(new Group(List.of(), 1, 0), null), zeros, List.of()));
    }
    return series;
  }

  private boolean isCounted() {
    return function.function() == TimeFunction.RATE
        || function.function() == TimeFunction.COUNT_OVER_TIME;
  }

  private double[] none() {
    double[] samples = new double[axis.intervals()];
    Arrays.fill(samples, Double.NaN);
    return samples;
  }

  /// @param extra `__bucket` or `p`
  private List<SeriesLabel> labels(Group group, @Nullable SeriesLabel extra) {
    List<SeriesLabel> labels = new ArrayList<>();
    List<Reference> by = function.groupBy();
    for (int i = 0; i < by.size(); i++) {
      Value value = group.values().get(i);
      if (!(value instanceof Nil)) {
        labels.add(new SeriesLabel(CanonicalText.of(by.get(i)), value));
      }
    }
    if (extra != null) {
      labels.add(extra);
    } else if (by.isEmpty()) {
      labels.add(new SeriesLabel(SeriesLabel.NAME, new StringValue(function.function().word())));
    }
    return labels;
  }

  private void addHistogram(Group group, List<TimeSeries> series) {
    for (int bucket = 0; bucket < group.slots(); bucket++) {
      add(group, bucket, labels(group, bucketLabel(bucket)), series);
    }
  }

  private SeriesLabel bucketLabel(int bucket) {
    return new SeriesLabel(BUCKET, new FloatValue(Math.pow(2, bucket) / bucketUnit()));
  }

  private double bucketUnit() {
    Reference argument = function.argument();
    return argument == null ? 1 : Argument.bucketUnit(argument);
  }

  private void add(Group group, int slot, List<SeriesLabel> labels, List<TimeSeries> series) {
    Cells cells = group.cells(slot);
    if (cells == null) {
      return;
    }
    double[] samples = none();
    for (int interval = fromInterval; interval < samples.length; interval++) {
      samples[interval] = sample(cells, interval);
    }
    series.add(new TimeSeries(labels, samples, exemplars(group.exemplars(slot), samples)));
  }

  private double sample(Cells cells, int interval) {
    double[] chunk = cells.readable(interval);
    boolean isZeroFilled = isCounted() || function.function() == TimeFunction.HISTOGRAM_OVER_TIME;
    if (chunk == null) {
      return isZeroFilled ? 0 : Double.NaN;
    }
    int at = cells.at(interval);
    return switch (function.function()) {
      case RATE -> chunk[at] / (axis.stepNanos() / NANOS_A_SECOND);
      case COUNT_OVER_TIME, HISTOGRAM_OVER_TIME, MIN_OVER_TIME, MAX_OVER_TIME -> chunk[at];
      case SUM_OVER_TIME -> chunk[at + 2] == 0 ? Double.NaN : Reduction.sumOf(chunk, at);
      case AVG_OVER_TIME ->
          chunk[at + 2] == 0 ? Double.NaN : Reduction.sumOf(chunk, at) / chunk[at + 2];
      case QUANTILE_OVER_TIME -> throw new IllegalStateException("quantiles have buckets");
    };
  }

  private List<Exemplar> exemplars(@Nullable ExemplarPicks picks, double[] samples) {
    if (picks == null) {
      return List.of();
    }
    List<Exemplar> exemplars = new ArrayList<>();
    for (Pick pick : picks.all()) {
      Exemplar exemplar = pick.exemplar();
      int interval = exemplar.interval();
      exemplars.add(
          Double.isNaN(exemplar.value())
              ? new Exemplar(
                  exemplar.labels(), samples[interval], exemplar.timestampMillis(), interval)
              : exemplar);
    }
    return exemplars;
  }

  private void addQuantiles(Group group, List<TimeSeries> series) {
    double[] counts = new double[group.slots()];
    double[] totals = new double[group.slots()];
    List<double[]> samples = function.quantiles().stream().map(_ -> none()).toList();
    for (int interval = fromInterval; interval < axis.intervals(); interval++) {
      for (int bucket = 0; bucket < counts.length; bucket++) {
        Cells cells = group.cells(bucket);
        double[] chunk = cells == null ? null : cells.readable(interval);
        counts[bucket] = chunk == null || cells == null ? 0 : chunk[cells.at(interval)];
        totals[bucket] += counts[bucket];
      }
      for (int i = 0; i < samples.size(); i++) {
        samples.get(i)[interval] = quantile(counts, i);
      }
    }
    List<Exemplar> exemplars = exemplars(group.exemplars(0), samples.getFirst());
    double[] overall = new double[samples.size()];
    Arrays.setAll(overall, i -> quantile(totals, i));
    for (int i = 0; i < samples.size(); i++) {
      int index = i;
      SeriesLabel label = new SeriesLabel(QUANTILE, new FloatValue(function.quantiles().get(i)));
      series.add(
          new TimeSeries(
              labels(group, label),
              samples.get(i),
              exemplars.stream().filter(one -> nearest(overall, one.value()) == index).toList()));
    }
  }

  private double quantile(double[] counts, int index) {
    return Quantiles.estimate(counts, function.quantiles().get(index)) / bucketUnit();
  }

  /// The series whose overall quantile is nearest to a value, the first of several.
  private static int nearest(double[] overall, double value) {
    int nearest = 0;
    for (int i = 1; i < overall.length; i++) {
      if (Math.abs(overall[i] - value) < Math.abs(overall[nearest] - value)) {
        nearest = i;
      }
    }
    return nearest;
  }
}
