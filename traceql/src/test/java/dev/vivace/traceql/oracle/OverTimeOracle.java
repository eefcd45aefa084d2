package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.TimeFunction;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All metrics functions but `compare` (specification 9.1 to 9.4). The numbers of the spans are
/// kept, by series and time; what a sample says of them is computed at the end.
final class OverTimeOracle {

  private static final double NANOS_A_SECOND = 1e9;

  private final OverTime function;
  private final PlainAxis axis;
  private final Map<List<PlainLabel>, Map<Long, List<Double>>> numbers = new LinkedHashMap<>();

  private OverTimeOracle(OverTime function, PlainAxis axis) {
    this.function = function;
    this.axis = axis;
  }

  /// The series, in no order.
  ///
  /// @param isNothing whether the query is known to match nothing before any span is looked at
  static List<PlainSeries> series(
      OverTime function, PlainAxis axis, List<CountedSpan> spans, boolean isNothing) {
    OverTimeOracle oracle = new OverTimeOracle(function, axis);
    if (function.groupBy().isEmpty() && isCount(function.function()) && !isNothing) {
      oracle.numbersOf(oracle.nameLabel());
    }
    spans.forEach(oracle::add);
    return oracle.series();
  }

  private void add(CountedSpan span) {
    switch (function.function()) {
      case RATE, COUNT_OVER_TIME -> add(span, labels(span), 1);
      case MIN_OVER_TIME, MAX_OVER_TIME, SUM_OVER_TIME, AVG_OVER_TIME ->
          number(span).ifPresent(number -> add(span, labels(span), number));
      case HISTOGRAM_OVER_TIME ->
          bucket(span)
              .ifPresent(bucket -> add(span, and(groupLabels(span), "__bucket", bucket), 1));
      case QUANTILE_OVER_TIME ->
          bucket(span).ifPresent(bucket -> add(span, groupLabels(span), bucket));
    }
  }

  private void add(CountedSpan span, List<PlainLabel> labels, double number) {
    numbersOf(labels).computeIfAbsent(span.timestampMillis(), _ -> new ArrayList<>()).add(number);
  }

  private Map<Long, List<Double>> numbersOf(List<PlainLabel> labels) {
    return numbers.computeIfAbsent(labels, _ -> new TreeMap<>());
  }

  private static boolean isCount(TimeFunction function) {
    return function == TimeFunction.RATE || function == TimeFunction.COUNT_OVER_TIME;
  }

  private List<PlainLabel> nameLabel() {
    return List.of(PlainLabel.of("__name__", function.function().word()));
  }

  /// The labels of a function without buckets and quantiles: there is always one.
  private List<PlainLabel> labels(CountedSpan span) {
    if (function.groupBy().isEmpty()) {
      return nameLabel();
    }
    List<PlainLabel> labels = groupLabels(span);
    String first = CanonicalText.of(function.groupBy().getFirst());
    return labels.isEmpty() ? List.of(PlainLabel.of(first, "nil")) : labels;
  }

  private List<PlainLabel> groupLabels(CountedSpan span) {
    return function.groupBy().stream()
        .flatMap(
            reference ->
                CountedSpan.shown(span.read(reference))
                    .map(value -> new PlainLabel(CanonicalText.of(reference), value))
                    .stream())
        .toList();
  }

  private static List<PlainLabel> and(List<PlainLabel> labels, String key, double number) {
    List<PlainLabel> more = new ArrayList<>(labels);
    more.add(new PlainLabel(key, new FloatValue(number)));
    return more;
  }

  /// The argument as a number: `duration` in seconds, other durations in nanoseconds. NaN is none.
  private Optional<Double> number(CountedSpan span) {
    Reference argument = Objects.requireNonNull(function.argument());
    Value value = span.read(argument);
    if (!value.isNumber() || Double.isNaN(value.asDouble())) {
      return Optional.empty();
    }
    boolean isDuration = argument.equals(new IntrinsicField(Intrinsic.DURATION));
    return Optional.of(isDuration ? value.asDouble() / NANOS_A_SECOND : value.asDouble());
  }

  /// The smallest power of two that is no less: of ints as they are, of durations in seconds but
  /// found in nanoseconds. Below 2 there is none.
  private Optional<Double> bucket(CountedSpan span) {
    return switch (span.read(Objects.requireNonNull(function.argument()))) {
      case IntValue(var number) -> powerOfTwo(number);
      case DurationValue(var nanos) -> powerOfTwo(nanos).map(power -> power / NANOS_A_SECOND);
      default -> Optional.empty();
    };
  }

  private static Optional<Double> powerOfTwo(long number) {
    if (number < 2) {
      return Optional.empty();
    }
    BigDecimal power = BigDecimal.TWO;
    while (power.compareTo(BigDecimal.valueOf(number)) < 0) {
      power = power.multiply(BigDecimal.TWO);
    }
    return Optional.of(power.doubleValue());
  }

  private List<PlainSeries> series() {
    List<PlainSeries> series = new ArrayList<>();
    numbers.forEach(
        (labels, byTime) -> {
          if (function.function() == TimeFunction.QUANTILE_OVER_TIME) {
            for (double quantile : function.quantiles()) {
              series.add(new PlainSeries(and(labels, "p", quantile), quantiles(quantile, byTime)));
            }
          } else {
            series.add(new PlainSeries(labels, samples(byTime)));
          }
        });
    return series;
  }

  private SortedMap<Long, Double> quantiles(double quantile, Map<Long, List<Double>> byTime) {
    SortedMap<Long, Double> samples = new TreeMap<>();
    for (PlainAxis.Interval interval : axis.intervals()) {
      long time = interval.timestampMillis();
      samples.put(time, BucketQuantile.of(quantile, byTime.getOrDefault(time, List.of())));
    }
    return samples;
  }

  private SortedMap<Long, Double> samples(Map<Long, List<Double>> byTime) {
    SortedMap<Long, Double> samples = new TreeMap<>();
    for (PlainAxis.Interval interval : axis.intervals()) {
      long time = interval.timestampMillis();
      sample(byTime.getOrDefault(time, List.of()), interval.seconds())
          .filter(number -> !Double.isNaN(number))
          .ifPresent(number -> samples.put(time, number));
    }
    return samples;
  }

  private Optional<Double> sample(List<Double> values, double seconds) {
    return switch (function.function()) {
      case RATE -> Optional.of(values.size() / seconds);
      case COUNT_OVER_TIME, HISTOGRAM_OVER_TIME -> Optional.of((double) values.size());
      case MIN_OVER_TIME ->
          values.isEmpty() ? Optional.empty() : Optional.of(Collections.min(values));
      case MAX_OVER_TIME ->
          values.isEmpty() ? Optional.empty() : Optional.of(Collections.max(values));
      case SUM_OVER_TIME -> values.isEmpty() ? Optional.empty() : Optional.of(sum(values));
      case AVG_OVER_TIME ->
          values.isEmpty() ? Optional.empty() : Optional.of(sum(values) / values.size());
      case QUANTILE_OVER_TIME -> throw new IllegalStateException("has samples of its own");
    };
  }

  /// Rounded once, at the end; of infinities what doubles say.
  private static double sum(List<Double> values) {
    if (!values.stream().allMatch(Double::isFinite)) {
      return values.stream().filter(value -> !Double.isFinite(value)).reduce(0.0, Double::sum);
    }
    return values.stream()
        .map(BigDecimal::new)
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .doubleValue();
  }
}
