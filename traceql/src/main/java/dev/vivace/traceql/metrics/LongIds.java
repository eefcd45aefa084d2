package dev.vivace.traceql.metrics;

import java.util.Arrays;

/// Numbers longs from 0 on, in the order of their first use. For one thread.
final class LongIds {

  private static final int FREE = -1;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int MIN_KEYS = 16;

  private int count;
  private long[] keys = new long[MIN_KEYS]; // By id.
  private int[] ids = free(2 * MIN_KEYS); // By place, at most half of them taken.

  private static int[] free(int length) {
    int[] free = new int[length];
    Arrays.fill(free, FREE);
    return free;
  }

  /// The number of a key, a new one if it was not seen before.
  int id(long key) {
    int place = place(key);
    if (ids[place] == FREE) {
      add(key, place);
      return count - 1;
    }
    return ids[place];
  }

  /// The number of a key, −1 if it was not seen before.
  int find(long key) {
    return ids[place(key)];
  }

  /// Where a key is, or would be.
  private int place(long key) {
    int place = (int) ((key * MULTIPLIER) >>> 32) & (ids.length - 1);
    while (ids[place] != FREE && keys[ids[place]] != key) {
      place = (place + 1) & (ids.length - 1);
    }
    return place;
  }

  private void add(long key, int place) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
    }
    ids[place] = count;
    keys[count++] = key;
    if (count * 2 > ids.length) {
      ids = free(ids.length * 2);
      for (int id = 0; id < count; id++) {
        ids[place(keys[id])] = id;
      }
    }
  }

  int count() {
    return count;
  }

  long key(int id) {
    return keys[id];
  }
}
