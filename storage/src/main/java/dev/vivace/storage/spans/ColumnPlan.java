package dev.vivace.storage.spans;

import java.util.Arrays;

/// Which columns of a head have a column in a row group, and in which order they stand there.
/// Optional ones are in no template's key list. Immutable.
final class ColumnPlan {

  private static final int NONE = -1;

  private final int[] columns;
  // By column of the head.
  private final int[] ordinals;
  private final boolean[] optional;

  /// @param columns columns of the head by ordinal in the row group
  /// @param optional by column of the head
  ColumnPlan(int[] columns, boolean[] optional) {
    this.columns = columns;
    this.optional = optional;
    this.ordinals = new int[optional.length];
    Arrays.fill(ordinals, NONE);
    for (int ordinal = 0; ordinal < columns.length; ordinal++) {
      ordinals[columns[ordinal]] = ordinal;
    }
  }

  /// Columns for all keys that enough of the rows have, none of them optional.
  ///
  /// @param share a key needs one row in so many
  static ColumnPlan ofSteady(int[] rowsOfColumn, int rowCount, int share) {
    int[] columns = new int[rowsOfColumn.length];
    int count = 0;
    for (int c = 0; c < rowsOfColumn.length; c++) {
      if (rowsOfColumn[c] > 0 && (long) rowsOfColumn[c] * share >= rowCount) {
        columns[count++] = c;
      }
    }
    return new ColumnPlan(Arrays.copyOf(columns, count), new boolean[rowsOfColumn.length]);
  }

  int count() {
    return columns.length;
  }

  /// The columns of the head by ordinal. Not to be changed.
  int[] columns() {
    return columns;
  }

  /// The column of the head that has this ordinal.
  int column(int ordinal) {
    return columns[ordinal];
  }

  boolean hasColumn(int column) {
    return ordinals[column] != NONE;
  }

  /// The ordinal of a column of the head that has one.
  int ordinal(int column) {
    return ordinals[column];
  }

  boolean isOptional(int column) {
    return optional[column];
  }
}
