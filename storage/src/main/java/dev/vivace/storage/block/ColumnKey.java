package dev.vivace.storage.block;

/// Names a column within a table. What `kind` and `type` mean is the caller's to say.
///
/// @param kind what the column is
/// @param name the key of an attribute column; empty for others
/// @param type the value type of an attribute column; 0 for others
public record ColumnKey(int kind, String name, int type) {

  /// A column that is no attribute's.
  public static ColumnKey of(int kind) {
    return new ColumnKey(kind, "", 0);
  }
}
