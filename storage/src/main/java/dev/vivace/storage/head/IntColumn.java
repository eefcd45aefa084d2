package dev.vivace.storage.head;

import java.util.Arrays;

/// An append-only column of ints. The first chunk grows by half up to 256 values, so that a short
/// column takes little; the others double up to 64 KiB and are never copied. One thread appends;
/// others may read while nobody does.
public final class IntColumn {

  private static final int OBJECT_BYTES = 32;
  private static final int FIRST_SHIFT = 8;
  private static final int FIRST = 1 << FIRST_SHIFT;
  private static final int MIN = 4;
  private static final int MAX_SHIFT = 14;
  private static final int MAX = 1 << MAX_SHIFT;

  private static final int[] NOTHING = new int[0];
  private static final int[][] NO_CHUNKS = new int[0][];

  private final HeadMemory memory;
  // All of them, the tail, too; none as long as the tail is the first.
  private int[][] chunks = NO_CHUNKS;
  private int count;
  // The last chunk, and the index of its first value.
  private int[] tail = NOTHING;
  private int tailStart;

  public IntColumn(HeadMemory memory) {
    this.memory = memory;
    memory.count(OBJECT_BYTES);
  }

  public int count() {
    return count;
  }

  public int get(int index) {
    if (index >= tailStart) {
      return tail[index - tailStart];
    }
    int position = index + FIRST;
    return chunks[chunk(position)][inChunk(position)];
  }

  /// Replaces a value that was added before.
  public void set(int index, int value) {
    if (index >= tailStart) {
      tail[index - tailStart] = value;
      return;
    }
    int position = index + FIRST;
    chunks[chunk(position)][inChunk(position)] = value;
  }

  private static int chunk(int position) {
    return position >= MAX
        ? (position >>> MAX_SHIFT) + MAX_SHIFT - FIRST_SHIFT - 1
        : 31 - FIRST_SHIFT - Integer.numberOfLeadingZeros(position);
  }

  private static int inChunk(int position) {
    return position >= MAX ? position & (MAX - 1) : position - Integer.highestOneBit(position);
  }

  public void add(int value) {
    int at = count - tailStart;
    if (at == tail.length) {
      grow();
      at = count - tailStart;
    }
    tail[at] = value;
    count++;
  }

  /// The index of `value` in a column whose values ascend, or the negative `-(insertion point) -
  /// 1`.
  int search(int value) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = get(middle);
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
    if (chunks.length == 0) {
      memory.giveBack(tail);
    }
    for (int[] chunk : chunks) {
      memory.giveBack(chunk);
    }
    chunks = NO_CHUNKS;
    count = 0;
    tail = NOTHING;
    tailStart = 0;
  }

  private void grow() {
    if (count < FIRST) {
      growFirst();
      return;
    }
    int[][] before = chunks.length == 0 ? new int[][] {tail} : chunks;
    tail = memory.takeInts(Math.min(MAX, FIRST << Math.min(before.length, MAX_SHIFT)));
    tailStart = count;
    chunks = Arrays.copyOf(before, before.length + 1);
    chunks[before.length] = tail;
    memory.count(HeadMemory.REFERENCE_BYTES);
  }

  private void growFirst() {
    // An even number: ints fill whole words.
    int[] larger = memory.takeInts(Math.clamp((count + (count >> 1) + 1) & ~1, MIN, FIRST));
    System.arraycopy(tail, 0, larger, 0, count);
    memory.giveBack(tail);
    tail = larger;
  }
}
