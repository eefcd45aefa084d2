package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Hashes of values: equal values of different tables have equal ones. Not kept anywhere.
final class ValueHash {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final byte[] NIL = "nil".getBytes(StandardCharsets.UTF_8);

  private ValueHash() {}

  static long of(Values values, int code) {
    ValueType type = values.type(code);
    return switch (type) {
      case STRING -> text(values.bytes(code), values.offset(code), values.length(code));
      case INT, BOOL, STATUS, KIND -> number(type, values.number(code));
      case FLOAT -> {
        double number = Double.longBitsToDouble(values.number(code)) + 0.0; // −0.0 equals 0.0.
        yield number(type, Double.doubleToLongBits(number));
      }
      case ARRAY, OPAQUE, MISSING -> text(NIL, 0, NIL.length); // As it is shown.
    };
  }

  /// Numbers of different types, and texts, must not meet: their seeds have nothing in common.
  private static long number(ValueType type, long bits) {
    return mix(mix(type.ordinal()) ^ bits);
  }

  private static long text(byte[] bytes, int offset, int length) {
    long hash = (length + 1) * MULTIPLIER;
    int at = offset;
    for (; at + Long.BYTES <= offset + length; at += Long.BYTES) {
      hash = fold(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < offset + length; at++) {
      rest = rest << Byte.SIZE | (bytes[at] & 0xff);
    }
    return mix(hash ^ rest);
  }

  /// Both halves of a product of 128 bits (the step of wyhash, Wang Yi).
  private static long fold(long bits) {
    return (bits * MULTIPLIER) ^ Math.unsignedMultiplyHigh(bits, MULTIPLIER);
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
  static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
