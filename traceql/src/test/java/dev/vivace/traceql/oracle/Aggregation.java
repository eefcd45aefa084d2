package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.AggregateFunction;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.List;
import java.util.Optional;

/// Aggregates of the values of a spanset's spans (specification 7.1). What is no number is skipped.
/// Ints alone add up to an int, durations alone to a duration, mixtures to a float.
final class Aggregation {

  private Aggregation() {}

  /// Nothing if no value can be used.
  static Optional<Value> of(AggregateFunction function, List<Value> values) {
    List<Value> numbers = values.stream().filter(Value::isNumber).toList();
    if (function == AggregateFunction.COUNT) {
      return Optional.of(new IntValue(values.size()));
    }
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (function) {
          case COUNT -> throw new IllegalStateException("counted above");
          case MIN -> extreme(ComparisonOperator.LESS, numbers);
          case MAX -> extreme(ComparisonOperator.GREATER, numbers);
          case SUM -> sum(numbers);
          case AVG -> average(numbers);
        });
  }

  private static Value extreme(ComparisonOperator better, List<Value> numbers) {
    return numbers.stream()
        .reduce((best, next) -> Operators.compare(better, next, best) ? next : best)
        .orElseThrow();
  }

  private static Value sum(List<Value> numbers) {
    if (numbers.stream().allMatch(IntValue.class::isInstance)) {
      return new IntValue(numbers.stream().mapToLong(one -> ((IntValue) one).value()).sum());
    }
    if (numbers.stream().allMatch(DurationValue.class::isInstance)) {
      return new DurationValue(
          numbers.stream().mapToLong(one -> ((DurationValue) one).nanos()).sum());
    }
    double sum = 0;
    for (Value number : numbers) {
      sum += number.asDouble();
    }
    return new FloatValue(sum);
  }

  private static Value average(List<Value> numbers) {
    return switch (sum(numbers)) {
      case DurationValue(var nanos) -> new DurationValue(nanos / numbers.size());
      case Value sum -> new FloatValue(sum.asDouble() / numbers.size());
    };
  }
}
