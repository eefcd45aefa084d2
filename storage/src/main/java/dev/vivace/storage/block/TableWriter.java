package dev.vivace.storage.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Writes the column chunks of one table. Values are on their way to the stream when a method
/// returns; arrays may be reused.
@SuppressWarnings("DoNotCallSuggester")
public final class TableWriter {

  TableWriter() {}

  /// Writes signed integers.
  public void ints(ColumnKey key, long[] values, int count) throws IOException {
    ints(key, NumberOrder.SIGNED, values, count, null);
  }

  public void ints(ColumnKey key, NumberOrder order, long[] values, int count) throws IOException {
    ints(key, order, values, count, null);
  }

  /// @param ordinals of the column's values, the ordinal of the first that belongs to row 0, 4,096,
  ///   8,192 … or later; ascending; null if each row has one value
  public void ints(
      ColumnKey key, NumberOrder order, long[] values, int count, int @Nullable [] ordinals)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Writes signed integers.
  public void ints(ColumnKey key, int[] values, int count) throws IOException {
    ints(key, values, count, null);
  }

  public void ints(ColumnKey key, int[] values, int count, int @Nullable [] ordinals)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  public void strings(ColumnKey key, StringValues values) throws IOException {
    strings(key, values, null);
  }

  public void strings(ColumnKey key, StringValues values, int @Nullable [] ordinals)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
