package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/// What follows series (specification 9.5). Each stage says which samples stay.
final class SecondStageOracle {

  private SecondStageOracle() {}

  static List<PlainSeries> apply(List<SecondStage> stages, List<PlainSeries> series) {
    List<PlainSeries> left = series;
    for (SecondStage stage : stages) {
      left = apply(stage, left);
    }
    return left;
  }

  private static List<PlainSeries> apply(SecondStage stage, List<PlainSeries> all) {
    return switch (stage) {
      case Threshold(var operator, var number) ->
          keep(all, (series, time) -> holds(operator, value(series, time), seconds(number)));
      case Ranking ranking ->
          keep(all, (series, time) -> before(ranking, series, time, all) < ranking.count());
    };
  }

  private static List<PlainSeries> keep(
      List<PlainSeries> all, BiPredicate<PlainSeries, Long> stays) {
    return all.stream()
        .map(
            series -> {
              TreeMap<Long, Double> samples = new TreeMap<>(series.samples());
              samples.keySet().removeIf(time -> !stays.test(series, time));
              return series.withSamples(samples);
            })
        .filter(series -> !series.samples().isEmpty())
        .toList();
  }

  /// How many series rank before this one at a time. Of equal samples `topk` prefers the series
  /// that comes first, `bottomk` the one that comes last.
  private static long before(
      Ranking ranking, PlainSeries series, long time, List<PlainSeries> all) {
    Comparator<PlainSeries> ascending =
        Comparator.<PlainSeries>comparingDouble(one -> value(one, time) + 0.0)
            .thenComparing(PlainSeriesOrder.BY_LABELS.reversed());
    Comparator<PlainSeries> order = ranking.largest() ? ascending.reversed() : ascending;
    return all.stream()
        .filter(other -> other.samples().containsKey(time))
        .filter(other -> order.compare(other, series) < 0)
        .count();
  }

  private static double value(PlainSeries series, long time) {
    Double sample = series.samples().get(time);
    if (sample == null) {
      throw new IllegalStateException("no sample at " + time);
    }
    return sample;
  }

  private static double seconds(Value number) {
    return number instanceof DurationValue(var nanos) ? nanos / 1e9 : number.asDouble();
  }

  private static boolean holds(ComparisonOperator operator, double sample, double number) {
    return switch (operator) {
      case EQUAL -> sample == number;
      case NOT_EQUAL -> sample != number;
      case LESS -> sample < number;
      case LESS_OR_EQUAL -> sample <= number;
      case GREATER -> sample > number;
      case GREATER_OR_EQUAL -> sample >= number;
      case MATCHES, NOT_MATCHES -> throw new IllegalStateException(operator + " of numbers");
    };
  }
}
