package dev.vivace.storage.spans;

import dev.vivace.storage.head.AttributeStore;
import java.util.Arrays;

/// Puts columns in an order in which owners sent them: in that of all owners, if they agree, even
/// if none has all of the keys. Where they contradict each other, in one that few deviate from.
///
/// The column that stands next is the one that the fewest rows have right behind a column that does
/// not stand yet.
final class ColumnOrder {

  /// More columns stay in the order in which the head made them: the order takes memory and time
  /// for each pair.
  private static final int MAX_COLUMNS = 1024;

  private final int[] columns;
  // By pair: how many rows have the second right behind the first. By column: the sum of these over
  // all first ones that do not stand yet.
  private final int[] followers;
  private final int[] behind;

  private ColumnOrder(AttributeStore store, int[] rowsOfShape, int[] columns) {
    this.columns = columns;
    this.followers = new int[columns.length * columns.length];
    this.behind = new int[columns.length];
    countPairs(store, rowsOfShape);
  }

  /// Puts columns of a head in order.
  ///
  /// @param rowsOfShape how many rows of the row group have a shape
  static int[] of(AttributeStore store, int[] rowsOfShape, int[] columns) {
    return columns.length > MAX_COLUMNS
        ? columns
        : new ColumnOrder(store, rowsOfShape, columns).sorted();
  }

  private void countPairs(AttributeStore store, int[] rowsOfShape) {
    int[] indexes = new int[store.columnCount()];
    Arrays.fill(indexes, -1);
    for (int i = 0; i < columns.length; i++) {
      indexes[columns[i]] = i;
    }
    for (int shape = 0; shape < rowsOfShape.length; shape++) {
      if (rowsOfShape[shape] > 0) {
        countPairs(store.shape(shape), indexes, rowsOfShape[shape]);
      }
    }
  }

  private void countPairs(int[] shape, int[] indexes, int rows) {
    int previous = -1;
    for (int column : shape) {
      int index = indexes[column];
      if (index >= 0) {
        if (previous >= 0) {
          followers[previous * columns.length + index] += rows;
          behind[index] += rows;
        }
        previous = index;
      }
    }
  }

  private int[] sorted() {
    int[] sorted = new int[columns.length];
    boolean[] stands = new boolean[columns.length];
    for (int i = 0; i < sorted.length; i++) {
      int next = -1;
      for (int index = 0; index < columns.length; index++) {
        if (!stands[index] && (next < 0 || behind[index] < behind[next])) {
          next = index;
        }
      }
      stands[next] = true;
      sorted[i] = columns[next];
      for (int index = 0; index < columns.length; index++) {
        behind[index] -= followers[next * columns.length + index];
      }
    }
    return sorted;
  }
}
