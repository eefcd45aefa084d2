package dev.vivace.storage.block;

import java.nio.ByteBuffer;

/// Where a reader gets a block's bytes from.
public interface PageSource {

  /// Returns exactly `length` bytes from `offset`, counted from the start of the block.
  ByteBuffer read(long offset, int length);

  /// How many bytes are worth reading beyond those that are needed, to save a read; mostly none.
  default int readAheadBytes() {
    return 0;
  }
}
