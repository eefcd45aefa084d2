package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.metrics.Operand.Scalar;
import dev.vivace.traceql.metrics.Operand.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Arithmetic between the samples of series at one time. Series go together if their labels are
/// equal, the function's name aside; the others have no partner and are left out.
final class SeriesArithmetic {

  private static final String NAME = "__name__";

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
    Map<Set<SeriesLabel>, TimeSeries> byLabels = new HashMap<>();
    others.forEach(other -> byLabels.putIfAbsent(matching(other), other));
    List<TimeSeries> results = new ArrayList<>();
    for (TimeSeries one : series) {
      TimeSeries other = byLabels.get(matching(one));
      if (other != null) {
        double[] samples = one.samples().clone();
        for (int i = 0; i < samples.length; i++) {
          samples[i] = compute(operator, samples[i], other.samples()[i]);
        }
        results.add(new TimeSeries(one.labels(), samples, List.of()));
      }
    }
    return sorted(results);
  }

  private static Set<SeriesLabel> matching(TimeSeries series) {
    Set<SeriesLabel> labels = new HashSet<>(series.labels());
    labels.removeIf(label -> label.key().equals(NAME));
    return labels;
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
      case DIVIDE -> a / b;
      case MODULO -> a % b;
      case POWER -> Math.pow(a, b);
    };
  }
}
