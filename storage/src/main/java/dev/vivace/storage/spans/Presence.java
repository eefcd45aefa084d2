package dev.vivace.storage.spans;

import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.TableReader;

/// Says which rows of an owner have a value in an optional column. What it says agrees with the
/// column's ordinals and with the count of its values.
public final class Presence {

  /// Rows of which one value of the bitmap speaks, the lowest bit of the first.
  static final int ROWS = Byte.SIZE;

  private static final int STRIDE_BYTES = SpanSchema.ORDINAL_STRIDE / ROWS;

  private final int firstRow;
  private final int firstIndex;
  private final int[] bits;

  private Presence(int firstRow, int firstIndex, int[] bits) {
    this.firstRow = firstRow;
    this.firstIndex = firstIndex;
    this.bits = bits;
  }

  /// Reads what is said of the rows `[from, to)`, of which there must be one.
  public static Presence read(TableReader table, ColumnInfo column, int from, int to) {
    ColumnKey key = SpanSchema.presence(column.key().name(), column.key().type());
    IntColumn bytes = table.ints(key);
    if (bytes.count() != Math.ceilDiv(table.rows(), ROWS)) {
      throw table.corrupt(
          key,
          "bitmap",
          "%d bytes for %d rows (expected: one for %d rows)"
              .formatted(bytes.count(), table.rows(), ROWS));
    }
    int[] ordinals = ordinals(table, column);
    int firstStride = from / SpanSchema.ORDINAL_STRIDE;
    int endStride = Math.ceilDiv(to, SpanSchema.ORDINAL_STRIDE);
    int firstByte = firstStride * STRIDE_BYTES;
    int[] bits = new int[Math.min(endStride * STRIDE_BYTES, bytes.count()) - firstByte];
    bytes.read(firstByte, bits.length, bits, 0);
    checkBytes(table, key, firstByte, bits);
    for (int stride = firstStride; stride < endStride; stride++) {
      int at = stride * STRIDE_BYTES - firstByte;
      int found = count(bits, at, Math.min(at + STRIDE_BYTES, bits.length));
      int end = stride + 1 < ordinals.length ? ordinals[stride + 1] : column.values();
      if (found != end - ordinals[stride]) {
        throw table.corrupt(
            key,
            "bitmap",
            "%d rows from %d on have a value (expected: %d)"
                .formatted(found, stride * SpanSchema.ORDINAL_STRIDE, end - ordinals[stride]));
      }
    }
    return new Presence(firstByte * ROWS, ordinals[firstStride], bits);
  }

  private static int[] ordinals(TableReader table, ColumnInfo column) {
    ColumnKey key = column.key();
    int[] ordinals = column.strings() ? table.strings(key).ordinals() : table.ints(key).ordinals();
    if (ordinals == null) {
      throw table.corrupt(key, "directory", "no ordinals (expected: those of an attribute)");
    }
    if (ordinals.length > 0 && ordinals[0] != 0) {
      throw table.corrupt(
          key,
          "ordinals",
          "%d values before those of the rows (expected: none, it is optional)"
              .formatted(ordinals[0]));
    }
    return ordinals;
  }

  private static void checkBytes(TableReader table, ColumnKey key, int firstByte, int[] bits) {
    for (int i = 0; i < bits.length; i++) {
      int rows = Math.min(ROWS, table.rows() - (firstByte + i) * ROWS);
      if (bits[i] >>> rows != 0) {
        throw table.corrupt(
            key,
            "bitmap",
            "%d at byte %d (expected: bits for %d rows)".formatted(bits[i], firstByte + i, rows));
      }
    }
  }

  private static int count(int[] bits, int from, int end) {
    int count = 0;
    for (int i = from; i < end; i++) {
      count += Integer.bitCount(bits[i]);
    }
    return count;
  }

  /// Whether a row has a value.
  boolean has(int row) {
    int bit = row - firstRow;
    return (bits[bit / ROWS] >>> bit % ROWS & 1) != 0;
  }

  /// The index of the first value that belongs to the row or to a later one.
  int indexOf(int row) {
    int bit = row - firstRow;
    int index = firstIndex + count(bits, 0, bit / ROWS);
    int rest = bit % ROWS;
    return rest == 0 ? index : index + Integer.bitCount(bits[bit / ROWS] & (1 << rest) - 1);
  }

  /// Hands over the rows that have a value, ascending.
  public void forEach(Taker taker) {
    int index = firstIndex;
    for (int i = 0; i < bits.length; i++) {
      for (int left = bits[i]; left != 0; left &= left - 1) {
        taker.take(index++, firstRow + i * ROWS + Integer.numberOfTrailingZeros(left));
      }
    }
  }

  /// Takes the rows that have a value.
  @FunctionalInterface
  public interface Taker {

    /// @param index the index of the row's value in the column
    void take(int index, int row);
  }
}
