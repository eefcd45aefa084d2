package dev.vivace.storage.block;

import java.io.IOException;

/// Writes one row group: its tables in the order they are to lie in.
@SuppressWarnings("DoNotCallSuggester")
public final class RowGroupWriter {

  RowGroupWriter() {}

  /// Begins a table that every reader must know.
  public TableWriter table(int kind, int rows) {
    return table(kind, rows, true);
  }

  /// Begins a table. Each kind occurs once a row group.
  ///
  /// @param required whether a reader that does not know the kind must refuse the block
  public TableWriter table(int kind, int rows, boolean required) {
    throw new UnsupportedOperationException();
  }

  /// Adds the next trace to the index; its ordinal is one more than that of the one before, over
  /// all row groups.
  public void trace(long idHigh, long idLow) {
    throw new UnsupportedOperationException();
  }

  /// Ends the row group. As many traces must have been added as `info` says.
  public void end(RowGroupInfo info) throws IOException {
    throw new UnsupportedOperationException();
  }
}
