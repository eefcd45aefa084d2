package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.bytes.Utf8;
import dev.vivace.model.span.ValueType;

/// Finds the type of an array from the body of its `ArrayValue`.
final class ArrayClassifier {

  private final RequestInput input;
  private final ProtobufCursor cursor = new ProtobufCursor();

  ArrayClassifier(RequestInput input) {
    this.input = input;
  }

  /// The code of the array's [ValueType]: of an array type if it has elements and each is an
  /// `AnyValue` with one field, all of one type, and strings are clean; else `OPAQUE`.
  byte classify(byte[] bytes, long body) {
    cursor.reset(bytes, Slice.offset(body), Slice.offset(body) + Slice.length(body));
    byte type = ValueType.OPAQUE.code();
    while (cursor.hasMore()) {
      if (cursor.readTag() != OtlpFields.ELEMENTS_TAG) {
        return ValueType.OPAQUE.code();
      }
      byte elementType = classifyElement(bytes);
      boolean first = type == ValueType.OPAQUE.code();
      if (elementType == ValueType.OPAQUE.code() || (!first && elementType != type)) {
        return ValueType.OPAQUE.code();
      }
      type = elementType;
    }
    return type;
  }

  private byte classifyElement(byte[] bytes) {
    int outer = cursor.enter();
    if (!cursor.hasMore()) {
      return ValueType.OPAQUE.code();
    }
    ValueType type = readElement(bytes, cursor.readTag());
    if (cursor.hasMore()) {
      return ValueType.OPAQUE.code();
    }
    cursor.leave(outer);
    return type.code();
  }

  private ValueType readElement(byte[] bytes, int tag) {
    switch (tag) {
      case OtlpFields.STRING_VALUE_TAG -> {
        return isClean(bytes, cursor.readSlice()) ? ValueType.STRING_ARRAY : ValueType.OPAQUE;
      }
      case OtlpFields.INT_VALUE_TAG -> {
        cursor.readVarint();
        return ValueType.INT_ARRAY;
      }
      case OtlpFields.BOOL_VALUE_TAG -> {
        cursor.readVarint();
        return ValueType.BOOL_ARRAY;
      }
      case OtlpFields.DOUBLE_VALUE_TAG -> {
        cursor.readFixed64();
        return ValueType.DOUBLE_ARRAY;
      }
      default -> {
        return ValueType.OPAQUE;
      }
    }
  }

  private boolean isClean(byte[] bytes, long text) {
    return Slice.length(text) <= input.maxAttributeBytes()
        && Utf8.isValid(bytes, Slice.offset(text), Slice.length(text));
  }
}
