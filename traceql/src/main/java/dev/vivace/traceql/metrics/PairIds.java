package dev.vivace.traceql.metrics;

import java.util.Arrays;

/// Numbers pairs of small numbers from 0 on, in the order of their first use. For one thread.
final class PairIds {

  private static final int FREE = -1;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private int count;
  private long[] pairs = new long[16]; // By id.
  private int[] ids = filled(32); // By place, at most half of them taken.

  /// The number of a pair, a new one if it was not seen before.
  int id(int first, int second) {
    long pair = ((long) first << Integer.SIZE) | (second & 0xffff_ffffL);
    int place = place(pair, ids.length);
    while (ids[place] != FREE) {
      if (pairs[ids[place]] == pair) {
        return ids[place];
      }
      place = (place + 1) & (ids.length - 1);
    }
    ids[place] = count;
    add(pair);
    return count - 1;
  }

  private void add(long pair) {
    if (count == pairs.length) {
      pairs = Arrays.copyOf(pairs, count * 2);
    }
    pairs[count++] = pair;
    if (count * 2 > ids.length) {
      ids = filled(ids.length * 2);
      for (int id = 0; id < count; id++) {
        int place = place(pairs[id], ids.length);
        while (ids[place] != FREE) {
          place = (place + 1) & (ids.length - 1);
        }
        ids[place] = id;
      }
    }
  }

  private static int[] filled(int length) {
    int[] free = new int[length];
    Arrays.fill(free, FREE);
    return free;
  }

  private static int place(long pair, int length) {
    return (int) ((pair * MULTIPLIER) >>> 32) & (length - 1);
  }

  int count() {
    return count;
  }

  int first(int id) {
    return (int) (pairs[id] >>> Integer.SIZE);
  }

  int second(int id) {
    return (int) pairs[id];
  }
}
