package dev.vivace.storage.object.backlog;

import dev.vivace.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// A file of the backlog as the content of an object.
record StagedContent(ObjectStore files, String name, long length)
    implements ObjectStore.ObjectContent {

  private static final int PIECE_BYTES = 256 << 10;

  @Override
  public InputStream open() {
    return new Pieces();
  }

  private final class Pieces extends InputStream {

    private long position;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    @Override
    public int read() throws IOException {
      return fill() ? piece.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int taken = Math.min(count, piece.remaining());
      piece.get(bytes, offset, taken);
      return taken;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.clamp(count, 0, length - position + piece.remaining());
      if (skipped <= piece.remaining()) {
        piece.position(piece.position() + (int) skipped);
      } else {
        position += skipped - piece.remaining();
        piece = ByteBuffer.allocate(0);
      }
      return skipped;
    }

    private boolean fill() throws IOException {
      if (piece.hasRemaining()) {
        return true;
      }
      int size = (int) Math.min(PIECE_BYTES, length - position);
      if (size == 0) {
        return false;
      }
      try {
        piece = files.read(name, position, size);
      } catch (RuntimeException e) {
        throw new IOException("file %s of the backlog cannot be read".formatted(name), e);
      }
      position += size;
      return true;
    }
  }
}
