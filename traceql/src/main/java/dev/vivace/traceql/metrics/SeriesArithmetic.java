package dev.vivace.traceql.metrics;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.metrics.Operand.Scalar;
import dev.vivace.traceql.metrics.Operand.Series;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Arithmetic between the samples of series at one time. Series meet if their labels are equal, the
/// function's name aside; a side without labels meets every series of the other. What meets nothing
/// is left out; so is what has no result, such as a division by zero.
final class SeriesArithmetic {

  private SeriesArithmetic() {}

  static Operand combine(ArithmeticOperator operator, Operand left, Operand right) {
    return switch (left) {
      case Scalar(var a) ->
          switch (right) {
            case Scalar(var b) -> new Scalar(compute(operator, a, b));
            case Series(var series) -> each(series, sample -> compute(operator, a, sample));
          };
      case Series(var series) ->
          switch (right) {
            case Scalar(var b) -> each(series, sample -> compute(operator, sample, b));
            case Series(var others) -> matched(operator, series, others);
          };
    };
  }

  private interface SampleFunction {
    double of(double sample);
  }

  private static Operand each(List<TimeSeries> series, SampleFunction function) {
    List<TimeSeries> results = new ArrayList<>();
    for (TimeSeries one : series) {
      double[] samples = one.samples().clone();
      for (int i = 0; i < samples.length; i++) {
        samples[i] = function.of(samples[i]);
      }
      results.add(new TimeSeries(one.labels(), samples, List.of()));
    }
    return sorted(results);
  }

  private static Operand matched(
      ArithmeticOperator operator, List<TimeSeries> series, List<TimeSeries> others) {
    List<TimeSeries> results = new ArrayList<>();
    if (isUngrouped(series) && !isUngrouped(others)) {
      for (TimeSeries other : others) {
        results.add(combine(operator, series.getFirst(), other, other.labels()));
      }
      return sorted(results);
    }
    Map<Map<SeriesLabel, Long>, TimeSeries> byLabels = new HashMap<>();
    others.forEach(other -> byLabels.putIfAbsent(matching(other), other));
    for (TimeSeries one : series) {
      TimeSeries other = isUngrouped(others) ? others.getFirst() : byLabels.get(matching(one));
      if (other != null) {
        results.add(combine(operator, one, other, labels(operator, one, other)));
      }
    }
    return sorted(results);
  }

  /// Whether a side is one series without labels: it meets every series of the other side.
  private static boolean isUngrouped(List<TimeSeries> series) {
    return series.size() == 1 && matching(series.getFirst()).isEmpty();
  }

  /// The labels in any order, and how often each is there: `by (span.a, span.a)` has it twice.
  private static Map<SeriesLabel, Long> matching(TimeSeries series) {
    return series.labels().stream()
        .filter(label -> !isName(label))
        .collect(groupingBy(identity(), counting()));
  }

  private static boolean isName(SeriesLabel label) {
    return label.key().equals(SeriesLabel.NAME);
  }

  /// The labels of the left side, with a name of both if both have one.
  private static List<SeriesLabel> labels(
      ArithmeticOperator operator, TimeSeries left, TimeSeries right) {
    Optional<SeriesLabel> ofLeft =
        left.labels().stream().filter(SeriesArithmetic::isName).findAny();
    Optional<SeriesLabel> ofRight =
        right.labels().stream().filter(SeriesArithmetic::isName).findAny();
    List<SeriesLabel> labels = new ArrayList<>(left.labels());
    labels.removeIf(SeriesArithmetic::isName);
    if (ofLeft.isPresent() && ofRight.isPresent()) {
      String name =
          "(%s %s %s)"
              .formatted(
                  ValueText.bare(ofLeft.get().value()),
                  operator.symbol(),
                  ValueText.bare(ofRight.get().value()));
      labels.add(new SeriesLabel(SeriesLabel.NAME, new StringValue(name)));
    }
    return labels;
  }

  private static TimeSeries combine(
      ArithmeticOperator operator, TimeSeries left, TimeSeries right, List<SeriesLabel> labels) {
    double[] samples = left.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = compute(operator, samples[i], right.samples()[i]);
    }
    return new TimeSeries(labels, samples, List.of());
  }

  private static Operand sorted(List<TimeSeries> series) {
    series.removeIf(one -> !one.hasSamples());
    series.sort(SeriesOrder.INSTANCE);
    return new Series(series);
  }

  private static double compute(ArithmeticOperator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> b == 0 ? Double.NaN : a / b;
      case MODULO -> a % b;
      case POWER -> Double.isNaN(a) ? a : Math.pow(a, b); // Not 1 for NaN to the 0th.
    };
  }
}
