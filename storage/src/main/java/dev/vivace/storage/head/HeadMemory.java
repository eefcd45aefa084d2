package dev.vivace.storage.head;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts the bytes that live heads hold. One for all heads of a process, with a part for each
/// head; thread-safe.
///
/// Full-size chunks that are given back are kept for the next head, as long as they and what is in
/// use stay within the budget together.
public final class HeadMemory {

  /// The largest chunk of a column, in bytes: small enough that nothing is ever copied or
  /// humongous.
  static final int CHUNK_BYTES = 64 << 10;

  private final @Nullable HeadMemory whole;
  private final long budgetBytes;
  private final ChunkPool pool;
  private final AtomicLong used = new AtomicLong();

  /// Sets the budget.
  ///
  /// @param budgetBytes what all heads together may hold before some are sealed
  public HeadMemory(long budgetBytes) {
    this.whole = null;
    this.budgetBytes = budgetBytes;
    this.pool = new ChunkPool();
  }

  private HeadMemory(HeadMemory whole) {
    this.whole = whole;
    this.budgetBytes = whole.budgetBytes;
    this.pool = whole.pool;
  }

  /// Counts a share of this on its own, too.
  HeadMemory part() {
    return new HeadMemory(this);
  }

  public long budgetBytes() {
    return budgetBytes;
  }

  /// Bytes in use, pooled chunks not counted.
  public long usedBytes() {
    return used.get();
  }

  /// Bytes of chunks that wait for reuse.
  public long pooledBytes() {
    return pool.bytes();
  }

  int[] takeInts(int length) {
    int[] pooled = length * Integer.BYTES == CHUNK_BYTES ? pool.takeInts() : null;
    count((long) length * Integer.BYTES);
    return pooled != null ? pooled : new int[length];
  }

  long[] takeLongs(int length) {
    long[] pooled = length * Long.BYTES == CHUNK_BYTES ? pool.takeLongs() : null;
    count((long) length * Long.BYTES);
    return pooled != null ? pooled : new long[length];
  }

  void giveBack(int[] chunk) {
    count(-(long) chunk.length * Integer.BYTES);
    if (chunk.length * Integer.BYTES == CHUNK_BYTES) {
      pool.giveBack(chunk, freeBytes());
    }
  }

  void giveBack(long[] chunk) {
    count(-(long) chunk.length * Long.BYTES);
    if (chunk.length * Long.BYTES == CHUNK_BYTES) {
      pool.giveBack(chunk, freeBytes());
    }
  }

  /// Counts other arrays of the heads: tables and bytes. Negative when they are dropped.
  void count(long bytes) {
    used.addAndGet(bytes);
    if (whole != null) {
      whole.count(bytes);
    } else if (bytes > 0) {
      pool.shrinkTo(freeBytes());
    }
  }

  private long freeBytes() {
    return whole != null ? whole.freeBytes() : budgetBytes - used.get();
  }
}
