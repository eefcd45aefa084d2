package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.AggregateFunction;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.field.Field.Durations;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.table.SpanOrder;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.Optional;

/// Aggregates of the rows of one spanset (specification 7.1). What is no number is skipped. Ints
/// alone add up to an int, durations alone to a duration, mixtures to a float. For one thread.
final class Aggregates {

  private final SpanTable table;
  private final Fields fields;
  private final RowValues values;

  Aggregates(Fields fields, RowValues values) {
    this.table = fields.table();
    this.fields = fields;
    this.values = values;
  }

  /// Nothing if no value can be used.
  ///
  /// @param rows ascending rows of one trace
  Optional<Value> of(Aggregate aggregate, int[] rows) {
    FieldExpression argument = aggregate.argument();
    if (argument == null) {
      return Optional.of(new IntValue(rows.length));
    }
    return argument instanceof Reference reference
            && fields.get(reference) instanceof Durations(var nanos, _)
        ? Optional.of(ofDurations(aggregate.function(), nanos.get(), rows))
        : ofValues(aggregate.function(), argument, rows);
  }

  private static Value ofDurations(AggregateFunction function, long[] nanos, int[] rows) {
    long sum = 0;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int row : rows) {
      sum += nanos[row];
      min = Math.min(min, nanos[row]);
      max = Math.max(max, nanos[row]);
    }
    return switch (function) {
      case COUNT -> new IntValue(rows.length);
      case MIN -> new DurationValue(min);
      case MAX -> new DurationValue(max);
      case SUM -> new DurationValue(sum);
      case AVG -> new DurationValue(sum / rows.length);
    };
  }

  private Optional<Value> ofValues(
      AggregateFunction function, FieldExpression argument, int[] rows) {
    // Sums of floats and the type of an extreme depend on the order: it is the trace's.
    int[] ordered = rows.clone();
    SpanOrder.sort(table, ordered);
    Sum sum = new Sum();
    Value best = null;
    for (int row : ordered) {
      Value value = values.evaluate(argument, row);
      if (value.isNumber()) {
        sum.add(value);
        best = best == null || isBetter(function, value, best) ? value : best;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (function) {
          case COUNT -> new IntValue(rows.length);
          case MIN, MAX -> best;
          case SUM -> sum.value();
          case AVG -> sum.average();
        });
  }

  private static boolean isBetter(AggregateFunction function, Value value, Value best) {
    int order =
        value instanceof IntValue(var a) && best instanceof IntValue(var b)
            ? Long.compare(a, b)
            : value.asDouble() < best.asDouble() ? -1 : value.asDouble() > best.asDouble() ? 1 : 0;
    return function == AggregateFunction.MIN ? order < 0 : order > 0;
  }

  /// A sum whose type is that of its parts, as long as they agree.
  private static final class Sum {

    private long longs;
    private double doubles;
    private int count;
    private int ints;
    private int durations;

    void add(Value value) {
      count++;
      doubles += value.asDouble();
      switch (value) {
        case IntValue(var number) -> {
          longs += number;
          ints++;
        }
        case DurationValue(var nanos) -> {
          longs += nanos;
          durations++;
        }
        default -> {}
      }
    }

    Value value() {
      if (ints == count) {
        return new IntValue(longs);
      }
      return durations == count ? new DurationValue(longs) : new FloatValue(doubles);
    }

    Value average() {
      return switch (value()) {
        case DurationValue(var nanos) -> new DurationValue(nanos / count);
        case Value sum -> new FloatValue(sum.asDouble() / count);
      };
    }
  }
}
