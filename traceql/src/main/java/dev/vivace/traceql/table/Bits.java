package dev.vivace.traceql.table;

import java.util.Arrays;

/// Sets of rows as bits: row `r` is bit `r % 64` of word `r / 64`. Bits beyond the last row are
/// zero.
public final class Bits {

  private Bits() {}

  /// No row of `rowCount`.
  public static long[] none(int rowCount) {
    return new long[(rowCount + Long.SIZE - 1) >>> 6];
  }

  /// Every row of `rowCount`.
  public static long[] all(int rowCount) {
    long[] words = none(rowCount);
    Arrays.fill(words, -1L);
    if ((rowCount & 63) != 0) {
      words[words.length - 1] = (1L << rowCount) - 1;
    }
    return words;
  }

  public static boolean get(long[] words, int row) {
    return (words[row >>> 6] >>> row & 1) != 0;
  }

  public static void set(long[] words, int row) {
    words[row >>> 6] |= 1L << row;
  }

  public static void clear(long[] words, int row) {
    words[row >>> 6] &= ~(1L << row);
  }

  public static boolean isEmpty(long[] words) {
    for (long word : words) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  public static int count(long[] words) {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /// How many rows of `[from, end)` are in the set.
  public static int count(long[] words, int from, int end) {
    if (from >= end) {
      return 0;
    }
    int first = from >>> 6;
    int last = (end - 1) >>> 6;
    long head = -1L << from;
    long tail = -1L >>> -end;
    if (first == last) {
      return Long.bitCount(words[first] & head & tail);
    }
    int count = Long.bitCount(words[first] & head) + Long.bitCount(words[last] & tail);
    for (int index = first + 1; index < last; index++) {
      count += Long.bitCount(words[index]);
    }
    return count;
  }

  /// The first row of the set that is at least `from`; −1 if there is none.
  public static int next(long[] words, int from) {
    int index = from >>> 6;
    if (index >= words.length) {
      return -1;
    }
    long word = words[index] & (-1L << from);
    while (word == 0) {
      if (++index == words.length) {
        return -1;
      }
      word = words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /// The first row of the set in `[from, end)`; −1 if there is none. Looks no further.
  public static int next(long[] words, int from, int end) {
    if (from >= end) {
      return -1;
    }
    int index = from >>> 6;
    int last = (end - 1) >>> 6;
    long word = words[index] & (-1L << from);
    while (word == 0) {
      if (++index > last) {
        return -1;
      }
      word = words[index];
    }
    int row = (index << 6) + Long.numberOfTrailingZeros(word);
    return row < end ? row : -1;
  }

  /// Keeps in `target` what is in `other`, too.
  public static void and(long[] target, long[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] &= other[i];
    }
  }

  public static void or(long[] target, long[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] |= other[i];
    }
  }

  /// Removes `other` from `target`.
  public static void andNot(long[] target, long[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] &= ~other[i];
    }
  }
}
