package dev.vivace.storage.block;

import java.nio.ByteBuffer;

/// A range of a block that is in memory already.
record MemorySource(long start, ByteBuffer bytes) implements PageSource {

  @Override
  public ByteBuffer read(long offset, int length) {
    return bytes.slice(Math.toIntExact(offset - start) + bytes.position(), length);
  }
}
