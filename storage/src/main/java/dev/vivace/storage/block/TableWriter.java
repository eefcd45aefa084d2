package dev.vivace.storage.block;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the column chunks of one table, each key once. Values are on their way to the stream when
/// a method returns; arrays may be reused.
public final class TableWriter {

  private final RowGroupWriter rowGroup;
  private final ColumnWriter columns;
  private final int rows;
  private final ByteSink directory = new ByteSink();
  private final Set<ColumnKey> keys = new HashSet<>();

  TableWriter(RowGroupWriter rowGroup, ColumnWriter columns, int rows) {
    this.rowGroup = rowGroup;
    this.columns = columns;
    this.rows = rows;
  }

  /// Writes signed integers.
  public void ints(ColumnKey key, long[] values, int count) throws IOException {
    ints(key, NumberOrder.SIGNED, values, count, null);
  }

  public void ints(ColumnKey key, NumberOrder order, long[] values, int count) throws IOException {
    ints(key, order, values, count, null);
  }

  /// @param ordinals for rows 0, 4,096, 8,192 … the index of the first value that belongs to this
  ///   row or a later one; null where the reader can do without
  public void ints(
      ColumnKey key, NumberOrder order, long[] values, int count, int @Nullable [] ordinals)
      throws IOException {
    check(key, count, values.length, ordinals);
    LongSource source =
        (from, size, target, at) -> System.arraycopy(values, from, target, at, size);
    columns.ints(
        directory,
        rowGroup.start(),
        key,
        order,
        source,
        count,
        isConstant(values, count),
        ordinals);
  }

  /// Writes signed integers.
  public void ints(ColumnKey key, int[] values, int count) throws IOException {
    ints(key, values, count, null);
  }

  /// Writes signed integers, with ordinals as for longs.
  public void ints(ColumnKey key, int[] values, int count, int @Nullable [] ordinals)
      throws IOException {
    check(key, count, values.length, ordinals);
    LongSource source =
        (from, size, target, at) -> {
          for (int i = 0; i < size; i++) {
            target[at + i] = values[from + i];
          }
        };
    columns.ints(
        directory,
        rowGroup.start(),
        key,
        NumberOrder.SIGNED,
        source,
        count,
        isConstant(values, count),
        ordinals);
  }

  public void strings(ColumnKey key, StringValues values) throws IOException {
    strings(key, values, null);
  }

  /// Writes byte strings, with ordinals as for longs.
  public void strings(ColumnKey key, StringValues values, int @Nullable [] ordinals)
      throws IOException {
    check(key, values.count(), Integer.MAX_VALUE, ordinals);
    columns.strings(directory, rowGroup.start(), key, values, ordinals);
  }

  /// What the row group's directory says about this table.
  void writeTo(ByteSink target, int kind) {
    target.writeInt(kind);
    target.writeInt(rows);
    target.writeInt(keys.size());
    target.writeBytes(directory.bytes(), 0, directory.length());
  }

  private void check(ColumnKey key, int count, int available, int @Nullable [] ordinals) {
    rowGroup.checkOpen();
    if (count < 0 || count > available || count > BlockFormat.MAX_CHUNK_VALUES) {
      throw new IllegalArgumentException(
          "%s: %d values (expected: 0 to %d)"
              .formatted(key, count, Math.min(available, BlockFormat.MAX_CHUNK_VALUES)));
    }
    checkName(key);
    checkOrdinals(key, count, ordinals);
    if (!keys.add(key)) {
      throw new IllegalArgumentException(key + " was written already; each column is written once");
    }
  }

  private static void checkName(ColumnKey key) {
    if (key.name().length() > BlockFormat.MAX_NAME_BYTES / 3
        || !StandardCharsets.UTF_8.newEncoder().canEncode(key.name())) {
      throw new IllegalArgumentException(
          "name of column kind %d with %d characters (expected: at most %d, all encodable in UTF-8)"
              .formatted(key.kind(), key.name().length(), BlockFormat.MAX_NAME_BYTES / 3));
    }
  }

  private void checkOrdinals(ColumnKey key, int count, int @Nullable [] ordinals) {
    if (ordinals == null) {
      return;
    }
    int expected = Math.ceilDiv(rows, BlockFormat.ORDINAL_STEP);
    int previous = 0;
    for (int ordinal : ordinals) {
      if (ordinal < previous || ordinal > count) {
        throw new IllegalArgumentException(
            "%s: ordinal %d after %d (expected: ascending, at most %d)"
                .formatted(key, ordinal, previous, count));
      }
      previous = ordinal;
    }
    if (ordinals.length != expected) {
      throw new IllegalArgumentException(
          "%s: %d ordinals (expected: %d for %d rows)"
              .formatted(key, ordinals.length, expected, rows));
    }
  }

  private static boolean isConstant(long[] values, int count) {
    for (int i = 1; i < count; i++) {
      if (values[i] != values[0]) {
        return false;
      }
    }
    return count > 0;
  }

  private static boolean isConstant(int[] values, int count) {
    for (int i = 1; i < count; i++) {
      if (values[i] != values[0]) {
        return false;
      }
    }
    return count > 0;
  }
}
