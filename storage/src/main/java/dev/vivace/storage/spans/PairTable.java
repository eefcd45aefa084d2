package dev.vivace.storage.spans;

import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.ValueColumn;
import java.io.IOException;
import java.util.Arrays;

/// Writes what few rows have as a table of pairs: the row in the row group, ascending, and its
/// value.
final class PairTable {

  private PairTable() {}

  /// Writes the values of a text column of the head whose rows are in the row group; no table if
  /// there are none.
  ///
  /// @param positions the position in the row group of each row of the head, or -1
  static void write(RowGroupWriter rowGroup, int kind, ValueColumn column, int[] positions)
      throws IOException {
    long[] pairs = new long[column.count()];
    int count = 0;
    for (int i = 0; i < pairs.length; i++) {
      int position = positions[column.row(i)];
      if (position >= 0) {
        pairs[count++] = ((long) position << 32) | column.code(i);
      }
    }
    if (count == 0) {
      return;
    }
    Arrays.sort(pairs, 0, count);
    long[] rows = new long[count];
    int[] codes = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = pairs[i] >>> 32;
      codes[i] = (int) pairs[i];
    }
    TableWriter table = rowGroup.table(kind, count);
    table.ints(SpanSchema.ROW, rows, count);
    table.strings(SpanSchema.VALUE, new Texts(column.texts(), codes, count));
  }

  /// Spreads the values of a number column of the head over the positions of the row group; others
  /// are 0.
  static void spread(ValueColumn column, int[] positions, long[] target, int count) {
    Arrays.fill(target, 0, count, 0);
    for (int i = 0; i < column.count(); i++) {
      int position = positions[column.row(i)];
      if (position >= 0) {
        target[position] = column.number(i);
      }
    }
  }
}
