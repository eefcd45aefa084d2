package dev.vivace.traceql.table;

/// What a code of a column stands for.
public enum ValueType {
  /// The row has no such key.
  MISSING,
  STRING,
  INT,
  FLOAT,
  BOOL,
  STATUS,
  KIND,
  /// Two or more elements of one of the types that attributes have.
  ARRAY,
  /// Present, but nothing that the language has a type for.
  OPAQUE
}
