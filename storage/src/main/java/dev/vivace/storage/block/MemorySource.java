package dev.vivace.storage.block;

import java.nio.ByteBuffer;

/// A range of a block that is in memory already.
record MemorySource(long start, ByteBuffer bytes) implements PageSource {

  boolean holds(long offset, int length) {
    return offset >= start && offset + length <= start + bytes.remaining();
  }

  @Override
  public ByteBuffer read(long offset, int length) {
    return bytes.slice(Math.toIntExact(offset - start) + bytes.position(), length);
  }
}
