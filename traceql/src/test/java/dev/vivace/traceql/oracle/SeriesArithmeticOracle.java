package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Arithmetic between series, as docs/traceql.md describes it.
final class SeriesArithmeticOracle {

  private static final String NAME = "__name__";

  private SeriesArithmeticOracle() {}

  static List<PlainSeries> withNumber(
      ArithmeticOperator operator, List<PlainSeries> left, double right) {
    return map(left, sample -> apply(operator, sample, right));
  }

  static List<PlainSeries> withNumber(
      ArithmeticOperator operator, double left, List<PlainSeries> right) {
    return map(right, sample -> apply(operator, left, sample));
  }

  private static List<PlainSeries> map(List<PlainSeries> all, UnaryOperator<Double> function) {
    return all.stream()
        .map(
            series -> {
              TreeMap<Long, Double> samples = new TreeMap<>();
              series.samples().forEach((time, sample) -> samples.put(time, function.apply(sample)));
              return series.withSamples(samples);
            })
        .flatMap(series -> withoutNaN(series).stream())
        .toList();
  }

  /// Every pair of series that meet.
  static List<PlainSeries> between(
      ArithmeticOperator operator, List<PlainSeries> left, List<PlainSeries> right) {
    List<PlainSeries> results = new ArrayList<>();
    for (PlainSeries l : left) {
      for (PlainSeries r : right) {
        if (key(l).isEmpty() || key(r).isEmpty() || key(l).equals(key(r))) {
          withoutNaN(combine(operator, l, r)).ifPresent(results::add);
        }
      }
    }
    return results;
  }

  private static Map<PlainLabel, Long> key(PlainSeries series) {
    return series.labels().stream()
        .filter(label -> !label.key().equals(NAME))
        .collect(Collectors.groupingBy(label -> label, Collectors.counting()));
  }

  private static PlainSeries combine(ArithmeticOperator operator, PlainSeries l, PlainSeries r) {
    TreeMap<Long, Double> samples = new TreeMap<>();
    l.samples()
        .forEach(
            (time, sample) -> {
              Double other = r.samples().get(time);
              if (other != null) {
                samples.put(time, apply(operator, sample, other));
              }
            });
    return new PlainSeries(labels(operator, l, r), samples);
  }

  private static List<PlainLabel> labels(
      ArithmeticOperator operator, PlainSeries l, PlainSeries r) {
    Optional<String> leftName = name(l);
    Optional<String> rightName = name(r);
    List<PlainLabel> labels = new ArrayList<>((key(l).isEmpty() ? r : l).labels());
    labels.removeIf(label -> label.key().equals(NAME));
    if (leftName.isPresent() && rightName.isPresent()) {
      String both = "(%s %s %s)".formatted(leftName.get(), operator.symbol(), rightName.get());
      labels.addFirst(PlainLabel.of(NAME, both));
    }
    return labels;
  }

  private static Optional<String> name(PlainSeries series) {
    return series.labels().stream()
        .filter(label -> label.key().equals(NAME))
        .map(label -> ((StringValue) label.value()).text())
        .findFirst();
  }

  private static Optional<PlainSeries> withoutNaN(PlainSeries series) {
    TreeMap<Long, Double> samples = new TreeMap<>(series.samples());
    samples.values().removeIf(sample -> sample.isNaN());
    return samples.isEmpty() ? Optional.empty() : Optional.of(series.withSamples(samples));
  }

  /// NaN where there is no result: it becomes no sample.
  private static double apply(ArithmeticOperator operator, double left, double right) {
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> right == 0 ? Double.NaN : left / right;
      case MODULO -> left % right;
      case POWER -> Math.pow(left, right);
    };
  }
}
