package dev.vivace.storage.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the columns of one table. For one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class TableReader {

  TableReader() {}

  public int kind() {
    throw new UnsupportedOperationException();
  }

  public int rows() {
    throw new UnsupportedOperationException();
  }

  /// The table's columns in the order they were written.
  public List<ColumnInfo> columns() {
    throw new UnsupportedOperationException();
  }

  /// What is known about a column without reading it, or null if the table lacks it.
  public @Nullable ColumnInfo column(ColumnKey key) {
    throw new UnsupportedOperationException();
  }

  /// A new reader of an integer column; it is an error of the block if there is none. No I/O yet.
  public IntColumn ints(ColumnKey key) {
    throw new UnsupportedOperationException();
  }

  /// A new reader of a string column; it is an error of the block if there is none. No I/O yet.
  public StringColumn strings(ColumnKey key) {
    throw new UnsupportedOperationException();
  }
}
