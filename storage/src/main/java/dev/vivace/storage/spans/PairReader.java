package dev.vivace.storage.spans;

import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.trace.ByteRange;
import org.jspecify.annotations.Nullable;

/// Reads a table of pairs: row, ascending, and value.
final class PairReader {

  private final IntColumn rows;
  private final @Nullable StringColumn strings;
  private final @Nullable IntColumn ints;

  private PairReader(IntColumn rows, @Nullable StringColumn strings, @Nullable IntColumn ints) {
    this.rows = rows;
    this.strings = strings;
    this.ints = ints;
  }

  /// The table of this kind with strings as values, or null if the row group has none.
  static @Nullable PairReader openStrings(RowGroupReader rowGroup, int kind) {
    if (!rowGroup.hasTable(kind)) {
      return null;
    }
    TableReader table = rowGroup.table(kind);
    return new PairReader(table.ints(SpanSchema.ROW), table.strings(SpanSchema.VALUE), null);
  }

  /// The table of this kind with numbers as values, or null if the row group has none.
  static @Nullable PairReader openInts(RowGroupReader rowGroup, int kind) {
    if (!rowGroup.hasTable(kind)) {
      return null;
    }
    TableReader table = rowGroup.table(kind);
    return new PairReader(table.ints(SpanSchema.ROW), null, table.ints(SpanSchema.VALUE));
  }

  /// The index of the row's pair, or a negative number if it has none.
  int indexOf(int row) {
    int index = firstFrom(rows, row);
    return index < rows.count() && rows.get(index) == row ? index : -1;
  }

  /// The index of the first of ascending values that is `value` or more. Looks at zone maps first,
  /// so that one page is read.
  static int firstFrom(IntColumn ascending, long value) {
    int low = 0;
    int high = ascending.pageCount();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending.max(middle) < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == ascending.pageCount()) {
      return ascending.count();
    }
    int from = ascending.pageStart(low);
    int to = ascending.pageStart(low + 1);
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (ascending.get(middle) < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  StringColumn strings() {
    if (strings == null) {
      throw new IllegalStateException("the pairs' values are numbers");
    }
    return strings;
  }

  /// The row's number, or `otherwise`.
  static long number(@Nullable PairReader pairs, int row, long otherwise) {
    if (pairs == null || pairs.ints == null) {
      return otherwise;
    }
    int index = pairs.indexOf(row);
    return index < 0 ? otherwise : pairs.ints.get(index);
  }

  /// Sets the target to the row's text, or to nothing.
  static void text(@Nullable PairReader pairs, int row, ByteRange target) {
    int index = pairs == null ? -1 : pairs.indexOf(row);
    if (pairs == null || index < 0) {
      target.clear();
      return;
    }
    StringColumn strings = pairs.strings();
    strings.seek(strings.code(index));
    target.set(strings.bytes(), strings.offset(), strings.length());
  }
}
