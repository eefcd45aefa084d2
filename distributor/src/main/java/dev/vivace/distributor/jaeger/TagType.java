package dev.vivace.distributor.jaeger;

/// The type of a tag's value. The two schemas number the types differently.
enum TagType {
  STRING,
  BOOL,
  LONG,
  DOUBLE,
  BINARY,

  /// A number that no schema has; the value is that number.
  UNKNOWN;

  /// `TagType` of `jaeger.thrift`.
  static TagType ofThrift(int number) {
    return switch (number) {
      case 0 -> STRING;
      case 1 -> DOUBLE;
      case 2 -> BOOL;
      case 3 -> LONG;
      case 4 -> BINARY;
      default -> UNKNOWN;
    };
  }

  /// `ValueType` of `model.proto`.
  static TagType ofProtobuf(int number) {
    return switch (number) {
      case 0 -> STRING;
      case 1 -> BOOL;
      case 2 -> LONG;
      case 3 -> DOUBLE;
      case 4 -> BINARY;
      default -> UNKNOWN;
    };
  }
}
