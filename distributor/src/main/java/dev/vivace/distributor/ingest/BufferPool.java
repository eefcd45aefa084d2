package dev.vivace.distributor.ingest;

import java.util.ArrayDeque;

/// Arrays for request bytes, reused by size class. Class *n* holds arrays of at least 2^n bytes.
/// What is over [#MAX_POOLED_BYTES], or would let the pool retain more than its limit, is left to
/// the collector. Thread-safe.
public final class BufferPool {

  private static final int MIN_CLASS = 12;
  private static final int MAX_CLASS = 22;

  /// Larger arrays are made for one request only.
  static final int MAX_POOLED_BYTES = 1 << MAX_CLASS;

  private final long maxRetainedBytes;
  private final ArrayDeque<byte[]>[] classes;
  private long retainedBytes;

  @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays of generics cannot be made otherwise.
  public BufferPool(long maxRetainedBytes) {
    this.maxRetainedBytes = maxRetainedBytes;
    this.classes = new ArrayDeque[MAX_CLASS + 1];
    for (int i = MIN_CLASS; i <= MAX_CLASS; i++) {
      classes[i] = new ArrayDeque<>();
    }
  }

  /// An array of at least this size, whose content is undefined.
  public byte[] acquire(int minBytes) {
    if (minBytes > MAX_POOLED_BYTES) {
      return new byte[minBytes];
    }
    int capacity = capacity(minBytes);
    synchronized (this) {
      byte[] pooled = classes[Integer.numberOfTrailingZeros(capacity)].pollLast();
      if (pooled != null) {
        retainedBytes -= pooled.length;
        return pooled;
      }
    }
    return new byte[capacity];
  }

  /// The size of a new array that [#acquire] makes for this many bytes.
  static int capacity(int minBytes) {
    if (minBytes > MAX_POOLED_BYTES) {
      return minBytes;
    }
    return Math.max(1 << MIN_CLASS, Integer.highestOneBit(Math.max(1, minBytes) * 2 - 1));
  }

  /// Gives an array back, from here or from elsewhere. Nobody may use it afterwards.
  public void release(byte[] bytes) {
    if (bytes.length < 1 << MIN_CLASS || bytes.length > 2 * MAX_POOLED_BYTES) {
      return;
    }
    int sizeClass =
        Math.min(MAX_CLASS, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bytes.length));
    synchronized (this) {
      if (retainedBytes + bytes.length <= maxRetainedBytes) {
        retainedBytes += bytes.length;
        classes[sizeClass].addLast(bytes);
      }
    }
  }

  synchronized long retainedBytes() {
    return retainedBytes;
  }
}
