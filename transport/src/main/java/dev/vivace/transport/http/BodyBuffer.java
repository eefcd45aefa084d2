package dev.vivace.transport.http;

import dev.vivace.transport.InFlightBytes;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// The body of one request while it arrives. Every byte kept is first taken out of the budget; a
/// declared length is taken at once, so that requests that have begun can also end.
final class BodyBuffer {

  enum Outcome {
    KEPT,
    TOO_LARGE,
    BUSY
  }

  private static final int EAGER_BYTES = 1 << 20;
  private static final int FIRST_CHUNK_BYTES = 16 << 10;

  private final InFlightBytes budget;
  private final int maxBytes;
  private byte[] bytes = new byte[0];
  private int length;
  private long acquiredBytes;

  BodyBuffer(InFlightBytes budget, int maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /// Prepares for a body of a declared length. Memory follows only as the bytes arrive: declaring
  /// is free for the client.
  Outcome expect(long declaredBytes) {
    Outcome outcome = acquire(declaredBytes);
    if (outcome == Outcome.KEPT) {
      bytes = new byte[(int) Math.min(declaredBytes, EAGER_BYTES)];
    }
    return outcome;
  }

  Outcome add(ByteBuf chunk) {
    int size = chunk.readableBytes();
    long needed = (long) length + size;
    if (needed > bytes.length) {
      Outcome outcome = grow(needed);
      if (outcome != Outcome.KEPT) {
        return outcome;
      }
    }
    chunk.readBytes(bytes, length, size);
    length += size;
    return Outcome.KEPT;
  }

  /// The whole body, without a copy if its length was declared.
  byte[] toByteArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  void release() {
    budget.release(acquiredBytes);
    acquiredBytes = 0;
  }

  private Outcome grow(long neededBytes) {
    long roomy = Math.max(neededBytes, Math.max(FIRST_CHUNK_BYTES, bytes.length * 2L));
    long capacity = Math.min(roomy, neededBytes <= acquiredBytes ? acquiredBytes : maxBytes);
    Outcome outcome = acquire(Math.max(neededBytes, capacity));
    if (outcome == Outcome.KEPT) {
      bytes = Arrays.copyOf(bytes, (int) capacity);
    }
    return outcome;
  }

  private Outcome acquire(long totalBytes) {
    if (totalBytes > maxBytes) {
      return Outcome.TOO_LARGE;
    }
    long missing = totalBytes - acquiredBytes;
    if (missing > 0 && !budget.tryAcquire(missing)) {
      return Outcome.BUSY;
    }
    acquiredBytes = Math.max(totalBytes, acquiredBytes);
    return Outcome.KEPT;
  }
}
