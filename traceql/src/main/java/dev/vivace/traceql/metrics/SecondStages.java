package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// From series to series (specification 9.5).
final class SecondStages {

  private static final double NANOS_A_SECOND = 1e9;

  private SecondStages() {}

  /// Applies stages from left to right.
  ///
  /// @param series in the order of [SeriesOrder], as is what is returned
  static List<TimeSeries> apply(List<SecondStage> stages, List<TimeSeries> series) {
    List<TimeSeries> result = series;
    for (SecondStage stage : stages) {
      result =
          withSamples(
              switch (stage) {
                case Ranking ranking -> rank(ranking, result);
                case Threshold threshold ->
                    result.stream().map(one -> keep(threshold, one)).toList();
              });
    }
    return result;
  }

  /// Without series that have no samples, and without exemplars of samples that are gone.
  private static List<TimeSeries> withSamples(List<TimeSeries> series) {
    return series.stream()
        .map(TimeSeries::withoutLostExemplars)
        .filter(TimeSeries::hasSamples)
        .toList();
  }

  /// At each time the largest, or smallest, samples.
  private static List<TimeSeries> rank(Ranking ranking, List<TimeSeries> series) {
    if (series.size() <= ranking.count()) {
      return series;
    }
    List<double[]> kept = new ArrayList<>();
    for (TimeSeries one : series) {
      double[] none = new double[one.samples().length];
      Arrays.fill(none, Double.NaN);
      kept.add(none);
    }
    int intervals = kept.getFirst().length;
    for (int interval = 0; interval < intervals; interval++) {
      for (int index : ranked(ranking, series, interval)) {
        kept.get(index)[interval] = series.get(index).samples()[interval];
      }
    }
    List<TimeSeries> result = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      result.add(new TimeSeries(series.get(i).labels(), kept.get(i), series.get(i).exemplars()));
    }
    return result;
  }

  /// Which series stay at one time. Of equal samples `topk` takes the series that sort first,
  /// `bottomk` those that sort last.
  private static List<Integer> ranked(Ranking ranking, List<TimeSeries> series, int interval) {
    List<Integer> present = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      if (!Double.isNaN(series.get(i).samples()[interval])) {
        present.add(i);
      }
    }
    Comparator<Integer> bySample =
        (a, b) -> compare(series.get(a).samples()[interval], series.get(b).samples()[interval]);
    Comparator<Integer> best =
        ranking.largest()
            ? bySample.reversed().thenComparing(Comparator.naturalOrder())
            : bySample.thenComparing(Comparator.reverseOrder());
    present.sort(best);
    return present.subList(0, (int) Math.min(ranking.count(), present.size()));
  }

  private static int compare(double a, double b) {
    return a < b ? -1 : a > b ? 1 : 0; // Zeros of both signs are equal here.
  }

  private static TimeSeries keep(Threshold threshold, TimeSeries series) {
    double limit = number(threshold.number());
    double[] kept = series.samples().clone();
    for (int i = 0; i < kept.length; i++) {
      if (!satisfies(threshold, kept[i], limit)) {
        kept[i] = Double.NaN;
      }
    }
    return new TimeSeries(series.labels(), kept, series.exemplars());
  }

  private static double number(Value value) {
    return value instanceof DurationValue(var nanos) ? nanos / NANOS_A_SECOND : value.asDouble();
  }

  private static boolean satisfies(Threshold threshold, double sample, double limit) {
    return switch (threshold.operator()) {
      case EQUAL -> sample == limit;
      case NOT_EQUAL -> !Double.isNaN(sample) && sample != limit;
      case GREATER -> sample > limit;
      case GREATER_OR_EQUAL -> sample >= limit;
      case LESS -> sample < limit;
      case LESS_OR_EQUAL -> sample <= limit;
      case MATCHES, NOT_MATCHES ->
          throw new IllegalStateException("not validated: " + threshold.operator());
    };
  }
}
