package dev.vivace.traceql.metrics;

import java.util.Arrays;

/// The hashes of values that a comparison shows. Immutable.
final class TopValues {

  private static final int FILTER_BITS = 1 << 12;

  private final long[] hashes; // Ascending.
  private final long[] filter =
      new long[FILTER_BITS / Long.SIZE]; // By the low bits: most end here.

  private TopValues(long[] hashes) {
    this.hashes = hashes;
    for (long hash : hashes) {
      filter[place(hash) >>> 6] |= 1L << place(hash);
    }
  }

  /// @param keys as [ValueCounts#key] gives them
  static TopValues of(long[] keys) {
    long[] sorted = keys.clone();
    Arrays.sort(sorted);
    return new TopValues(sorted);
  }

  private static int place(long hash) {
    return (int) hash & (FILTER_BITS - 1);
  }

  boolean contains(long hash) {
    long key = ValueCounts.key(hash);
    return (filter[place(key) >>> 6] >>> place(key) & 1) != 0
        && Arrays.binarySearch(hashes, key) >= 0;
  }
}
