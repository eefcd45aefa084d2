package dev.vivace.storage.block;

/// Reads the tables of one row group. Cheap to make; for one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class RowGroupReader {

  RowGroupReader() {}

  public int index() {
    throw new UnsupportedOperationException();
  }

  public RowGroupInfo info() {
    throw new UnsupportedOperationException();
  }

  /// Says that much of the row group will be read. Below 4 MiB it is read at once and kept as long
  /// as this reader; a larger one is read in longer pieces than pages from now on.
  public void prefetch() {
    throw new UnsupportedOperationException();
  }

  public boolean hasTable(int kind) {
    throw new UnsupportedOperationException();
  }

  /// The table of this kind; it is an error of the block if there is none.
  public TableReader table(int kind) {
    throw new UnsupportedOperationException();
  }

  /// Bytes of pages, decompressed, that were read through this reader.
  public long inspectedBytes() {
    throw new UnsupportedOperationException();
  }
}
