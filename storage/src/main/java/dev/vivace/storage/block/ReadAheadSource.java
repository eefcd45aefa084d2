package dev.vivace.storage.block;

import java.nio.ByteBuffer;

/// Reads longer pieces than asked for, because neighbours are often needed next. Keeps one piece.
/// For one thread.
final class ReadAheadSource implements PageSource {

  private static final int PIECE_BYTES = 1 << 20;

  private final PageSource source;
  private final long end;
  private MemorySource piece = new MemorySource(0, ByteBuffer.allocate(0));

  /// @param end what lies from here on is of no interest
  ReadAheadSource(PageSource source, long end) {
    this.source = source;
    this.end = end;
  }

  @Override
  public ByteBuffer read(long offset, int length) {
    if (!piece.holds(offset, length)) {
      int size = (int) Math.max(length, Math.min(PIECE_BYTES, end - offset));
      piece = new MemorySource(offset, source.read(offset, size));
    }
    return piece.read(offset, length);
  }
}
