package dev.vivace.traceql.table;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the codes of a column stand for. Equal values may have several codes. Texts stay where they
/// were: arrays of others are pointed into, not copied. Immutable.
public final class Values {

  private static final int ENTRY_BYTES = 1 + Integer.BYTES * 2 + Long.BYTES;
  private static final ValueType[] TYPES = ValueType.values();

  private final int count;
  private final byte[] types;
  private final long[] numbers; // offset and length of a text, bits of a double, ordinal of an enum
  private final @Nullable Object[] objects; // byte[] of a text, an ArrayValue; empty without any
  private final long textBytes;

  private Values(Builder builder) {
    count = builder.count;
    types = Arrays.copyOf(builder.types, count);
    numbers = Arrays.copyOf(builder.numbers, count);
    objects = builder.hasObjects ? Arrays.copyOf(builder.objects, count) : new Object[0];
    textBytes = builder.textBytes;
  }

  /// Codes are below this.
  public int count() {
    return count;
  }

  public ValueType type(int code) {
    return TYPES[types[code]];
  }

  /// The array that holds a text, in UTF-8, at [#offset] for [#length]. Not to be changed.
  public byte[] bytes(int code) {
    return (byte[]) object(code);
  }

  public int offset(int code) {
    return (int) (numbers[code] >>> Integer.SIZE);
  }

  public int length(int code) {
    return (int) numbers[code];
  }

  /// An int; the bits of a float; 1 for true; the ordinal of a status or kind.
  public long number(int code) {
    return numbers[code];
  }

  public ArrayValue array(int code) {
    return (ArrayValue) object(code);
  }

  public String text(int code) {
    return new String(bytes(code), offset(code), length(code), StandardCharsets.UTF_8);
  }

  private Object object(int code) {
    Object object = objects[code];
    if (object == null) {
      throw new IllegalStateException("code %d is of type %s".formatted(code, type(code)));
    }
    return object;
  }

  /// The value of a code, made anew.
  public Value value(int code) {
    return switch (type(code)) {
      case MISSING -> Nil.NIL;
      case OPAQUE -> Opaque.OPAQUE;
      case STRING -> new StringValue(text(code));
      case INT -> new IntValue(numbers[code]);
      case FLOAT -> new FloatValue(Double.longBitsToDouble(numbers[code]));
      case BOOL -> new BoolValue(numbers[code] != 0);
      case STATUS -> new StatusValue(Status.values()[(int) numbers[code]]);
      case KIND -> new KindValue(Kind.values()[(int) numbers[code]]);
      case ARRAY -> array(code);
    };
  }

  /// What this holds in memory, texts included.
  public long memoryBytes() {
    return (long) count * ENTRY_BYTES + textBytes;
  }

  /// Collects values; each call of `add…` gives the code of what it added, from 0 on.
  public static final class Builder {

    private int count;
    private byte[] types = new byte[16];
    private long[] numbers = new long[16];
    private @Nullable Object[] objects = new Object[16];
    private boolean hasObjects;
    private long textBytes;

    public int addMissing() {
      return add(ValueType.MISSING, 0, null);
    }

    public int addOpaque() {
      return add(ValueType.OPAQUE, 0, null);
    }

    /// A text of UTF-8 that nobody will change.
    public int addText(byte[] bytes, int offset, int length) {
      textBytes += length;
      return add(ValueType.STRING, ((long) offset << Integer.SIZE) | length, bytes);
    }

    public int addInt(long number) {
      return add(ValueType.INT, number, null);
    }

    public int addFloat(double number) {
      return add(ValueType.FLOAT, Double.doubleToRawLongBits(number), null);
    }

    public int addBool(boolean flag) {
      return add(ValueType.BOOL, flag ? 1 : 0, null);
    }

    public int addStatus(Status status) {
      return add(ValueType.STATUS, status.ordinal(), null);
    }

    public int addKind(Kind kind) {
      return add(ValueType.KIND, kind.ordinal(), null);
    }

    public int addArray(ArrayValue array) {
      for (Value element : array.elements()) {
        textBytes += element instanceof StringValue(var text) ? text.length() + 40L : 16;
      }
      return add(ValueType.ARRAY, 0, array);
    }

    public int count() {
      return count;
    }

    public Values build() {
      return new Values(this);
    }

    private int add(ValueType type, long number, @Nullable Object object) {
      if (count == types.length) {
        types = Arrays.copyOf(types, count * 2);
        numbers = Arrays.copyOf(numbers, count * 2);
        objects = Arrays.copyOf(objects, count * 2);
      }
      types[count] = (byte) type.ordinal();
      numbers[count] = number;
      objects[count] = object;
      hasObjects |= object != null;
      return count++;
    }
  }
}
