package dev.vivace.storage.head;

import java.util.Arrays;

/// An append-only column of longs in chunks that begin at 16 values and double up to 64 KiB:
/// growing copies nothing. One thread appends; others may read below a count that was published to
/// them.
public final class LongColumn {

  private static final int FIRST = 16;
  private static final int FIRST_SHIFT = 4;
  private static final int MAX_SHIFT = 13;
  private static final int MAX = 1 << MAX_SHIFT;

  private static final long[] NOTHING = new long[0];

  private final HeadMemory memory;
  private long[][] chunks = new long[4][];
  private int chunkCount;
  private int count;
  // The last chunk, and the index of its first value.
  private long[] tail = NOTHING;
  private int tailStart;

  public LongColumn(HeadMemory memory) {
    this.memory = memory;
  }

  public int count() {
    return count;
  }

  public long get(int index) {
    int position = index + FIRST;
    if (position >= MAX) {
      return chunks[(position >>> MAX_SHIFT) + MAX_SHIFT - FIRST_SHIFT - 1][position & (MAX - 1)];
    }
    int level = 31 - FIRST_SHIFT - Integer.numberOfLeadingZeros(position);
    return chunks[level][position - (FIRST << level)];
  }

  /// Replaces a value that was added before.
  public void set(int index, long value) {
    int position = index + FIRST;
    if (position >= MAX) {
      chunks[(position >>> MAX_SHIFT) + MAX_SHIFT - FIRST_SHIFT - 1][position & (MAX - 1)] = value;
      return;
    }
    int level = 31 - FIRST_SHIFT - Integer.numberOfLeadingZeros(position);
    chunks[level][position - (FIRST << level)] = value;
  }

  public void add(long value) {
    int at = count - tailStart;
    if (at == tail.length) {
      grow();
      at = 0;
    }
    tail[at] = value;
    count++;
  }

  /// The index of `value` in a column whose values ascend, or the negative `-(insertion point) -
  /// 1`.
  int search(long value) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = get(middle);
      if (found < value) {
        low = middle + 1;
      } else if (found > value) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  /// Gives the chunks back; the column is empty afterwards.
  void release() {
    for (int i = 0; i < chunkCount; i++) {
      memory.giveBack(chunks[i]);
    }
    chunks = new long[4][];
    chunkCount = 0;
    count = 0;
    tail = NOTHING;
    tailStart = 0;
  }

  private void grow() {
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunkCount * 2);
    }
    int length = Math.min(MAX, FIRST << Math.min(chunkCount, MAX_SHIFT));
    tail = memory.takeLongs(length);
    tailStart = count;
    chunks[chunkCount++] = tail;
  }
}
