package dev.vivace.model.otlp;

import static dev.vivace.model.bytes.ProtobufWriter.varintSize;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.span.ValueType;

/// Writes one attribute as an OTLP `KeyValue`, from wherever its parts come: a batch, a column, a
/// dictionary. Sizes are worked out first, so that nothing moves afterwards.
public final class AttributeWriter {

  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int STRING_VALUE = 1;
  private static final int BOOL_VALUE = 2;
  private static final int INT_VALUE = 3;
  private static final int DOUBLE_VALUE = 4;
  private static final int ARRAY_VALUE = 5;

  private AttributeWriter() {}

  /// Writes the attribute as field number `field` of the message that is open in `out`.
  ///
  /// `type` is the code of a [ValueType] and says what the value is: `number` for the types that
  /// are numbers, `valueBytes` at `[valueOffset, valueOffset + valueLength)` for the others, both
  /// as [dev.vivace.model.span.AttributeList] holds them.
  public static void write(
      ProtobufWriter out,
      int field,
      byte[] keyBytes,
      int keyOffset,
      int keyLength,
      int type,
      long number,
      byte[] valueBytes,
      int valueOffset,
      int valueLength) {
    ValueType valueType = ValueType.ofCode(type);
    int anyValueSize =
        switch (valueType) {
          case BOOL -> 2;
          case INT -> 1 + varintSize(number);
          case DOUBLE -> 1 + Double.BYTES;
          case STRING, STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY -> fieldSize(valueLength);
          case OPAQUE -> 0;
        };
    int keySize = keyLength == 0 ? 0 : fieldSize(keyLength);
    int valueSize = valueType == ValueType.OPAQUE ? valueLength : fieldSize(anyValueSize);
    out.writeTag(field, ProtobufWriter.BYTES);
    out.writeVarint(keySize + valueSize);
    if (keyLength > 0) {
      out.writeBytesField(KEY, keyBytes, keyOffset, keyLength);
    }
    if (valueType != ValueType.OPAQUE) {
      out.writeTag(VALUE, ProtobufWriter.BYTES);
      out.writeVarint(anyValueSize);
    }
    switch (valueType) {
      case BOOL -> out.writeVarintField(BOOL_VALUE, number);
      case INT -> out.writeVarintField(INT_VALUE, number);
      case DOUBLE -> out.writeFixed64Field(DOUBLE_VALUE, number);
      case STRING -> out.writeBytesField(STRING_VALUE, valueBytes, valueOffset, valueLength);
      case STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY ->
          out.writeBytesField(ARRAY_VALUE, valueBytes, valueOffset, valueLength);
      case OPAQUE -> out.writeRaw(valueBytes, valueOffset, valueLength);
    }
  }

  /// The size of a length-delimited field with a tag of one byte.
  private static int fieldSize(int contentSize) {
    return 1 + varintSize(contentSize) + contentSize;
  }
}
