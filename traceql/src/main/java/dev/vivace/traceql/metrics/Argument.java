package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.field.Field;
import dev.vivace.traceql.field.Field.Coded;
import dev.vivace.traceql.field.Field.Durations;
import dev.vivace.traceql.field.Field.Missing;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.Arrays;

/// The argument of a metrics function on the rows of one table, by position of the counted row.
final class Argument {

  /// The bucket of a row that has none.
  static final byte NO_BUCKET = -1;

  /// Buckets are numbered below this: bucket `b` ends at 2^b.
  static final int BUCKETS = 64;

  private static final double NANOS_A_SECOND = 1e9;
  private static final int SMALLEST_BUCKETED = 2;

  private final RowFields fields;
  private final Reference reference;
  private final Field field;
  private final int[] rows;
  private final int count;

  Argument(RowFields fields, Reference reference, CountedRows counted) {
    this.fields = fields;
    this.reference = reference;
    this.field = fields.field(reference);
    this.rows = counted.rows();
    this.count = counted.count();
  }

  /// What buckets end at is divided by this: durations are shown in seconds.
  static double bucketUnit(Reference reference) {
    return isDuration(reference) ? NANOS_A_SECOND : 1;
  }

  private static boolean isDuration(Reference reference) {
    return reference instanceof IntrinsicField(var intrinsic)
        && (intrinsic == Intrinsic.DURATION
            || intrinsic == Intrinsic.TRACE_DURATION
            || intrinsic == Intrinsic.EVENT_TIME_SINCE_START);
  }

  /// The numbers, NaN where there is none. The duration of a span is in seconds, other durations in
  /// nanoseconds.
  ///
  /// @return an array that may be longer, good until the next table
  double[] numbers(Scratch scratch) {
    boolean isOfSpan =
        reference instanceof IntrinsicField(var intrinsic) && intrinsic == Intrinsic.DURATION;
    double unit = isOfSpan ? NANOS_A_SECOND : 1;
    double[] numbers = scratch.doubles(count);
    switch (field) {
      case Missing _ -> Arrays.fill(numbers, 0, count, Double.NaN);
      case Durations(var nanos, _) -> {
        long[] durations = nanos.get();
        for (int i = 0; i < count; i++) {
          numbers[i] = durations[rows[i]] / unit;
        }
      }
      case Coded(var column) -> {
        double[] byCode = numbers(column.values());
        Codes codes = column.codes();
        for (int i = 0; i < count; i++) {
          numbers[i] = byCode[codes.get(rows[i])];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          Value value = fields.value(field, rows[i]);
          numbers[i] = value.isNumber() ? value.asDouble() / unit : Double.NaN;
        }
      }
    }
    return numbers;
  }

  /// The number of one row in the unit of buckets, all durations in seconds; NaN if there is none.
  double bucketedNumber(int at) {
    Value value = fields.value(field, rows[at]);
    return value.isNumber() ? value.asDouble() / bucketUnit(reference) : Double.NaN;
  }

  private static double[] numbers(Values values) {
    double[] numbers = new double[values.count()];
    for (int code = 0; code < numbers.length; code++) {
      numbers[code] =
          switch (values.type(code)) {
            case INT -> values.number(code);
            case FLOAT -> Double.longBitsToDouble(values.number(code));
            case MISSING, OPAQUE, STRING, BOOL, STATUS, KIND, ARRAY -> Double.NaN;
          };
    }
    return numbers;
  }

  /// The number of each row's bucket, the smallest `b` with value ≤ 2^b, of ints and of durations
  /// in nanoseconds; [#NO_BUCKET] for values below two and for what is neither.
  byte[] buckets() {
    byte[] buckets = new byte[count];
    switch (field) {
      case Missing _ -> Arrays.fill(buckets, NO_BUCKET);
      case Durations(var nanos, _) -> {
        long[] durations = nanos.get();
        for (int i = 0; i < count; i++) {
          buckets[i] = bucket(durations[rows[i]]);
        }
      }
      case Coded(var column) -> {
        byte[] byCode = buckets(column.values());
        Codes codes = column.codes();
        for (int i = 0; i < count; i++) {
          buckets[i] = byCode[codes.get(rows[i])];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          buckets[i] =
              switch (fields.value(field, rows[i])) {
                case IntValue(var value) -> bucket(value);
                case DurationValue(var nanos) -> bucket(nanos);
                default -> NO_BUCKET;
              };
        }
      }
    }
    return buckets;
  }

  private static byte[] buckets(Values values) {
    byte[] buckets = new byte[values.count()];
    for (int code = 0; code < buckets.length; code++) {
      buckets[code] = values.type(code) == ValueType.INT ? bucket(values.number(code)) : NO_BUCKET;
    }
    return buckets;
  }

  private static byte bucket(long value) {
    return value < SMALLEST_BUCKETED
        ? NO_BUCKET
        : (byte) (Long.SIZE - Long.numberOfLeadingZeros(value - 1));
  }
}
