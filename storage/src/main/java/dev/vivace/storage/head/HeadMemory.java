package dev.vivace.storage.head;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts the bytes that live heads hold: arrays and objects as the heap pays for them, with
/// references of four bytes. One for all heads of a process, with a part for each head;
/// thread-safe.
///
/// Full-size chunks that are given back are kept for the next head, as long as they and what is in
/// use stay within the budget together.
public final class HeadMemory {

  /// The largest chunk of a column, in bytes without its header: small enough that nothing is ever
  /// humongous.
  static final int CHUNK_BYTES = 64 << 10;

  /// For what stays empty.
  static final HeadMemory NONE = new HeadMemory(0);

  static final int REFERENCE_BYTES = 4;

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int ALIGNMENT_BYTES = 8;

  // A part, its count and its short strings.
  private static final int PART_OBJECT_BYTES = 40 + 24 + 24;

  private final @Nullable HeadMemory whole;
  private final long budgetBytes;
  private final ChunkPool pool;
  private final AtomicLong used = new AtomicLong();
  private final @Nullable ShortStrings shortStrings;

  /// Sets the budget.
  ///
  /// @param budgetBytes what all heads together may hold before some are sealed
  public HeadMemory(long budgetBytes) {
    this.whole = null;
    this.budgetBytes = budgetBytes;
    this.pool = new ChunkPool();
    this.shortStrings = null;
  }

  private HeadMemory(HeadMemory whole) {
    this.whole = whole;
    this.budgetBytes = whole.budgetBytes;
    this.pool = whole.pool;
    this.shortStrings = new ShortStrings(this);
    count(PART_OBJECT_BYTES);
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

  /// Where the dictionaries of a part keep short strings, for the thread that adds to them; null
  /// for the whole.
  @Nullable ShortStrings shortStrings() {
    return shortStrings;
  }

  int[] takeInts(int length) {
    int[] pooled = length * Integer.BYTES == CHUNK_BYTES ? pool.takeInts() : null;
    count(arrayBytes(length, Integer.BYTES));
    return pooled != null ? pooled : new int[length];
  }

  long[] takeLongs(int length) {
    long[] pooled = length * Long.BYTES == CHUNK_BYTES ? pool.takeLongs() : null;
    count(arrayBytes(length, Long.BYTES));
    return pooled != null ? pooled : new long[length];
  }

  void giveBack(int[] chunk) {
    count(-arrayBytes(chunk.length, Integer.BYTES));
    if (chunk.length * Integer.BYTES == CHUNK_BYTES) {
      pool.giveBack(chunk, freeBytes());
    }
  }

  void giveBack(long[] chunk) {
    count(-arrayBytes(chunk.length, Long.BYTES));
    if (chunk.length * Long.BYTES == CHUNK_BYTES) {
      pool.giveBack(chunk, freeBytes());
    }
  }

  /// What an array takes; an empty one is shared by all.
  static long arrayBytes(long length, int elementBytes) {
    long bytes = ARRAY_HEADER_BYTES + length * elementBytes;
    return length == 0 ? 0 : (bytes + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
  }

  /// Counts that an array was replaced by another one.
  void countGrown(int oldLength, int newLength, int elementBytes) {
    count(arrayBytes(newLength, elementBytes) - arrayBytes(oldLength, elementBytes));
  }

  /// Counts other arrays of the heads, and their objects. Negative when they are dropped.
  void count(long bytes) {
    used.addAndGet(bytes);
    if (whole != null) {
      whole.count(bytes);
    } else if (bytes > 0) {
      pool.shrinkTo(freeBytes());
    }
  }

  /// Counts no more what this part still holds: it is dropped.
  void release() {
    count(-used.get());
  }

  private long freeBytes() {
    return whole != null ? whole.freeBytes() : budgetBytes - used.get();
  }
}
