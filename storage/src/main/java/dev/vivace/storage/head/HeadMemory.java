package dev.vivace.storage.head;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the bytes that live heads hold, and keeps a bounded number of full-size chunks for reuse.
/// Shared by all heads of a process; thread-safe.
public final class HeadMemory {

  /// The largest chunk of a column, in bytes: small enough that nothing is ever copied or
  /// humongous.
  static final int CHUNK_BYTES = 64 << 10;

  private final long budgetBytes;
  private final int maxPooled;
  private final AtomicLong used = new AtomicLong();
  private final ArrayDeque<int[]> intChunks = new ArrayDeque<>();
  private final ArrayDeque<long[]> longChunks = new ArrayDeque<>();

  /// Sets the budget.
  ///
  /// @param budgetBytes what all heads together may hold before the largest is sealed
  public HeadMemory(long budgetBytes) {
    this.budgetBytes = budgetBytes;
    this.maxPooled = (int) Math.min(1 << 14, budgetBytes / CHUNK_BYTES / 2);
  }

  public long budgetBytes() {
    return budgetBytes;
  }

  /// Bytes in use by all heads, pooled chunks not counted.
  public long usedBytes() {
    return used.get();
  }

  int[] takeInts(int length) {
    used.addAndGet((long) length * Integer.BYTES);
    if (length * Integer.BYTES == CHUNK_BYTES) {
      synchronized (this) {
        int[] pooled = intChunks.pollLast();
        if (pooled != null) {
          return pooled;
        }
      }
    }
    return new int[length];
  }

  long[] takeLongs(int length) {
    used.addAndGet((long) length * Long.BYTES);
    if (length * Long.BYTES == CHUNK_BYTES) {
      synchronized (this) {
        long[] pooled = longChunks.pollLast();
        if (pooled != null) {
          return pooled;
        }
      }
    }
    return new long[length];
  }

  void giveBack(int[] chunk) {
    used.addAndGet(-(long) chunk.length * Integer.BYTES);
    if (chunk.length * Integer.BYTES == CHUNK_BYTES) {
      synchronized (this) {
        if (intChunks.size() < maxPooled) {
          intChunks.addLast(chunk);
        }
      }
    }
  }

  void giveBack(long[] chunk) {
    used.addAndGet(-(long) chunk.length * Long.BYTES);
    if (chunk.length * Long.BYTES == CHUNK_BYTES) {
      synchronized (this) {
        if (longChunks.size() < maxPooled) {
          longChunks.addLast(chunk);
        }
      }
    }
  }

  /// Counts other arrays of the heads: tables and bytes. Negative when they are dropped.
  void count(long bytes) {
    used.addAndGet(bytes);
  }
}
