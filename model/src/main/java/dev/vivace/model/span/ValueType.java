package dev.vivace.model.span;

/// The type of an attribute's value, decided once while decoding (TraceQL sees the same types).
/// `code` is stored in blocks and never changes its meaning.
///
/// | type | what [AttributeList#value] holds |
/// | --- | --- |
/// | STRING | slice of UTF-8 bytes, always valid |
/// | INT | the value |
/// | DOUBLE | its raw bits |
/// | BOOL | 0 or 1 |
/// | …_ARRAY | slice of the body of an OTLP `ArrayValue` message: one or more elements, all of that type |
/// | OPAQUE | slice of the OTLP `KeyValue` message without its key: bytes, key-value lists, empty or mixed arrays, unset values, and whatever carries unknown fields |
public enum ValueType {
  STRING(0),
  INT(1),
  DOUBLE(2),
  BOOL(3),
  STRING_ARRAY(4),
  INT_ARRAY(5),
  DOUBLE_ARRAY(6),
  BOOL_ARRAY(7),
  OPAQUE(8);

  private static final ValueType[] BY_CODE = values();

  private final byte code;

  ValueType(int code) {
    this.code = (byte) code;
  }

  public byte code() {
    return code;
  }

  public static ValueType ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("value type " + code + " (known: 0 to 8)");
    }
    return BY_CODE[code];
  }

  /// Whether the value is a number in the long itself rather than a slice of bytes.
  public boolean isNumber() {
    return this == INT || this == DOUBLE || this == BOOL;
  }
}
