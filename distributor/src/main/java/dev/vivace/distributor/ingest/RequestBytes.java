package dev.vivace.distributor.ingest;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of one request as they are collected, inflated: an array from the pool, counted
/// against the budget. Whoever holds it ends with [#release] or hands it to [SpanIngest].
public final class RequestBytes {

  /// Decoding writes envelopes and repaired strings behind the request; room for some of them
  /// spares a copy of the request.
  private static final int ROOM_BYTES = 4096;

  /// Large requests have more resources and scopes: this share of them is room in addition.
  private static final int ROOM_SHARE = 32;

  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BYTES = 16 << 10;

  private final RequestBuffers buffers;
  private final long transportBytes;
  private byte[] bytes = NO_BYTES;
  private int length;
  private long acquiredBytes;
  private long decodingBytes;

  RequestBytes(RequestBuffers buffers, long transportBytes) {
    this.buffers = buffers;
    this.transportBytes = transportBytes;
  }

  public int length() {
    return length;
  }

  /// The largest request that may be taken.
  public int maxBytes() {
    return buffers.maxBytes();
  }

  /// The array that holds the request, from its start to [#length].
  public byte[] bytes() {
    return bytes;
  }

  /// Takes the translation of the request in place of what was sent, which nobody may use any more.
  public void replace(byte[] translated) throws RefusedException {
    buffers.pool().release(bytes);
    releaseBudget();
    length = 0;
    take(translated);
  }

  /// The array, which belongs to the caller from now on; its size stays counted.
  byte[] takeBytes() {
    byte[] taken = bytes;
    bytes = NO_BYTES;
    return taken;
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

  /// Takes a body that needs no inflating and that nobody else uses any more. A large one is not
  /// copied here: decoding makes a larger array when it needs one, for which the budget is taken
  /// now.
  public void take(byte[] body) throws RefusedException {
    if (body.length > BufferPool.MAX_POOLED_BYTES) {
      takeLarge(body);
      return;
    }
    byte[] target = begin(body.length);
    System.arraycopy(body, 0, target, 0, body.length);
    length = body.length;
  }

  private void takeLarge(byte[] body) throws RefusedException {
    if (body.length > buffers.maxBytes()) {
      throw buffers.tooLarge();
    }
    if (!buffers.budget().tryAcquire(body.length)) {
      throw buffers.noBudget();
    }
    acquiredBytes = body.length;
    bytes = body;
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

  /// Counts what translating or decoding takes, beside the request's own array, against the budget
  /// until the request is released; replaces what was counted for it before. A request that would
  /// not fit even if it were alone is refused for good, any other told to come back.
  public void acquireForDecoding(long neededBytes) throws RefusedException {
    long moreBytes = neededBytes - decodingBytes;
    if (moreBytes > 0) {
      if (moreBytes > buffers.budget().maxBytes() - acquiredBytes - transportBytes) {
        throw new RefusedException(
            Failure.TOO_LARGE,
            "the request, of %d bytes inflated, takes %d more while it is taken in, which does not fit into the budget of %d bytes for requests in flight; send smaller batches"
                .formatted(length, neededBytes, buffers.budget().maxBytes()));
      }
      if (!buffers.budget().tryAcquire(moreBytes)) {
        throw buffers.noBudget();
      }
    } else {
      buffers.budget().release(-moreBytes);
    }
    acquiredBytes += moreBytes;
    decodingBytes = neededBytes;
  }

  /// What is counted against the budget for the request's own array.
  long arrayBytes() {
    return acquiredBytes - decodingBytes;
  }

  private void grow(long minBytes) throws RefusedException {
    int capacity =
        BufferPool.capacity(Math.toIntExact(minBytes + ROOM_BYTES + minBytes / ROOM_SHARE));
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
    decodingBytes = 0;
    bytes = NO_BYTES;
  }
}
