package dev.vivace.distributor.ingest;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of one request as they are collected, inflated: an array from the pool, counted
/// against the budget. Whoever holds it ends with [#release] or hands it to [SpanIngest].
public final class RequestBytes {

  /// Decoding writes envelopes and repaired strings behind the request; room for some of them
  /// spares a copy of the request.
  private static final int ROOM_BYTES = 1024;

  private static final int FIRST_BYTES = 16 << 10;

  private final RequestBuffers buffers;
  private byte[] bytes = new byte[0];
  private int length;
  private long acquiredBytes;

  RequestBytes(RequestBuffers buffers) {
    this.buffers = buffers;
  }

  public int length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /// Reads the stream to its end; stops as soon as the limit or the budget is exceeded.
  ///
  /// @param expectedBytes a guess of the size
  public void readAll(InputStream in, int expectedBytes) throws IOException, RefusedException {
    grow(Math.min(buffers.maxBytes(), Math.max(expectedBytes, FIRST_BYTES)));
    while (true) {
      if (length == bytes.length) {
        grow(Math.min(length * 2L, buffers.maxBytes() + 1L));
      }
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return;
      }
      length += read;
      if (length > buffers.maxBytes()) {
        throw buffers.tooLarge();
      }
    }
  }

  /// Takes a body that needs no inflating.
  public void copyOf(byte[] body) throws RefusedException {
    byte[] target = begin(body.length);
    System.arraycopy(body, 0, target, 0, body.length);
    length = body.length;
  }

  /// Room for exactly this many bytes, to be filled by the caller and confirmed with [#end].
  public byte[] begin(long size) throws RefusedException {
    if (size > buffers.maxBytes()) {
      throw buffers.tooLarge();
    }
    grow(size);
    return bytes;
  }

  public void end(int newLength) {
    length = newLength;
  }

  private void grow(long minBytes) throws RefusedException {
    int capacity = BufferPool.capacity(Math.toIntExact(minBytes + ROOM_BYTES));
    if (!buffers.budget().tryAcquire(capacity)) {
      throw buffers.noBudget();
    }
    byte[] larger = buffers.pool().acquire(capacity);
    System.arraycopy(bytes, 0, larger, 0, length);
    buffers.pool().release(bytes);
    buffers.budget().release(acquiredBytes);
    bytes = larger;
    acquiredBytes = capacity;
  }

  /// Gives the array back to the pool and its size to the budget.
  public void release() {
    buffers.pool().release(bytes);
    releaseBudget();
  }

  /// Gives only the size back: the array has another owner.
  void releaseBudget() {
    buffers.budget().release(acquiredBytes);
    acquiredBytes = 0;
    bytes = new byte[0];
  }
}
