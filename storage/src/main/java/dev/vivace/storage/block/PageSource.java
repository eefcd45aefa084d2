package dev.vivace.storage.block;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Where a reader gets a block's bytes from.
public interface PageSource {

  /// Returns exactly `length` bytes from `offset`, counted from the start of the block.
  ByteBuffer read(long offset, int length);

  /// How many bytes are worth reading beyond those that are needed, to save a read; mostly none.
  default int readAheadBytes() {
    return 0;
  }

  /// The same bytes past all that is kept of them, for what did not read back; empty if a second
  /// attempt would be in vain.
  default Optional<PageSource> anew() {
    return Optional.empty();
  }

  /// Takes note that the second attempt failed, too.
  default void damaged() {}
}
