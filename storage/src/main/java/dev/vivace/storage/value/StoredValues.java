package dev.vivace.storage.value;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns attribute values as they are stored into values of the language. An array of one element
/// is its element.
public final class StoredValues {

  // Fields of the OTLP messages ArrayValue and AnyValue.
  private static final int ARRAY_ELEMENT = 1;
  private static final int STRING_VALUE = 1;
  private static final int BOOL_VALUE = 2;
  private static final int INT_VALUE = 3;
  private static final int DOUBLE_VALUE = 4;
  private static final int FIELD_SHIFT = 3;

  private StoredValues() {}

  /// Adds a value that is stored as a number and gives its code.
  ///
  /// @param type the code of a [ValueType] for which [ValueType#isNumber] holds
  public static int addNumber(Values.Builder values, int type, long number) {
    ValueType valueType = ValueType.ofCode(type);
    return switch (valueType) {
      case INT -> values.addInt(number);
      case DOUBLE -> values.addFloat(Double.longBitsToDouble(number));
      case BOOL -> values.addBool(number != 0);
      default -> throw new IllegalArgumentException(valueType + " is not stored as a number");
    };
  }

  /// Adds a value that is stored as bytes, which nobody will change, and gives its code.
  ///
  /// @param type the code of a [ValueType] for which [ValueType#isNumber] does not hold
  public static int addBytes(
      Values.Builder values, int type, byte[] bytes, int offset, int length) {
    ValueType valueType = ValueType.ofCode(type);
    return switch (valueType) {
      case STRING -> values.addText(bytes, offset, length);
      case STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY ->
          addArray(values, elements(valueType, bytes, offset, length));
      case OPAQUE -> values.addOpaque();
      case INT, DOUBLE, BOOL -> throw new IllegalArgumentException(valueType + " is a number");
    };
  }

  private static int addArray(Values.Builder values, List<Value> elements) {
    if (elements.isEmpty()) {
      return values.addOpaque();
    }
    if (elements.size() > 1) {
      return values.addArray(new ArrayValue(elements));
    }
    return switch (elements.getFirst()) {
      case StringValue(var text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        yield values.addText(bytes, 0, bytes.length);
      }
      case IntValue(var number) -> values.addInt(number);
      case FloatValue(var number) -> values.addFloat(number);
      case BoolValue(var flag) -> values.addBool(flag);
      case Value other -> throw new IllegalStateException("no element of an array: " + other);
    };
  }

  private static List<Value> elements(ValueType type, byte[] bytes, int offset, int length) {
    List<Value> elements = new ArrayList<>();
    ProtobufCursor cursor = new ProtobufCursor();
    cursor.reset(bytes, offset, offset + length);
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == (ARRAY_ELEMENT << FIELD_SHIFT | ProtobufWriter.BYTES)) {
        int outer = cursor.enter();
        elements.add(element(type, cursor, bytes));
        cursor.leave(outer);
      } else {
        cursor.skip(tag);
      }
    }
    return elements;
  }

  /// The value of an AnyValue that holds one of the array's type; of several fields the last.
  private static Value element(ValueType type, ProtobufCursor cursor, byte[] bytes) {
    Value value = absent(type);
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag >>> FIELD_SHIFT) {
        case STRING_VALUE -> {
          long text = cursor.readSlice();
          value =
              new StringValue(
                  new String(
                      bytes, Slice.offset(text), Slice.length(text), StandardCharsets.UTF_8));
        }
        case BOOL_VALUE -> value = new BoolValue(cursor.readVarint() != 0);
        case INT_VALUE -> value = new IntValue(cursor.readVarint());
        case DOUBLE_VALUE -> value = new FloatValue(Double.longBitsToDouble(cursor.readFixed64()));
        default -> cursor.skip(tag);
      }
    }
    return value;
  }

  private static Value absent(ValueType type) {
    return switch (type) {
      case STRING_ARRAY -> new StringValue("");
      case INT_ARRAY -> new IntValue(0);
      case DOUBLE_ARRAY -> new FloatValue(0);
      case BOOL_ARRAY -> new BoolValue(false);
      default -> throw new IllegalArgumentException(type + " is no array");
    };
  }
}
