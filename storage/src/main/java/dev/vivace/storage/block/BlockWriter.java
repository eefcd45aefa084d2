package dev.vivace.storage.block;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/// Writes one block front to back. Not for several threads. Closing it frees native memory and
/// leaves the stream open.
@SuppressWarnings("DoNotCallSuggester")
public final class BlockWriter implements Closeable {

  public BlockWriter(OutputStream out) throws IOException {
    throw new UnsupportedOperationException();
  }

  /// Begins the next row group; the one before must have ended.
  public RowGroupWriter beginRowGroup() {
    throw new UnsupportedOperationException();
  }

  /// Writes trace index, bloom filter, footer and trailer.
  public WrittenBlock finish(BlockInfo info) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
