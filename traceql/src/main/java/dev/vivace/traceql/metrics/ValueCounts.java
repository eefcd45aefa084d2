package dev.vivace.traceql.metrics;

import static java.util.Comparator.reverseOrder;

import java.util.Comparator;
import java.util.PriorityQueue;

/// How often values occur, by a hash of 64 bits, so that no value has to be kept. Hash and count
/// lie at one place: numbers from [LongIds] in between made `compare` 4 % slower, for identifiers
/// are looked up here by the hundred thousand. For one thread.
final class ValueCounts {

  /// What an entry takes while the arrays are half full.
  private static final int ENTRY_BYTES = 2 * (Long.BYTES + Long.BYTES);

  private static final int MIN_PLACES = 16;

  private final StateBudget budget;
  private long[] hashes = new long[MIN_PLACES]; // 0 is free; a hash of 0 is kept as 1.
  private long[] counts = new long[MIN_PLACES];
  private int size;

  ValueCounts(StateBudget budget) {
    this.budget = budget;
  }

  /// Adds occurrences of a value; new values are left out when the budget is used up.
  void add(long hash, long count) {
    if (count == 0) {
      return;
    }
    long key = key(hash);
    int place = find(key);
    if (hashes[place] == 0) {
      if (!budget.take(ENTRY_BYTES)) {
        return;
      }
      hashes[place] = key;
      size++;
    }
    counts[place] += count;
    if (size * 2 > hashes.length) {
      grow();
    }
  }

  void addAll(ValueCounts others) {
    for (int place = 0; place < others.hashes.length; place++) {
      add(others.hashes[place], others.counts[place]);
    }
  }

  /// Hashes are kept as they are, but for the one that stands for a free place.
  static long key(long hash) {
    return hash == 0 ? 1 : hash;
  }

  private int find(long key) {
    int place = (int) (key >>> 7) & (hashes.length - 1);
    while (hashes[place] != 0 && hashes[place] != key) {
      place = (place + 1) & (hashes.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldCounts = counts;
    hashes = new long[oldHashes.length * 2];
    counts = new long[oldHashes.length * 2];
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        int place = find(oldHashes[i]);
        hashes[place] = oldHashes[i];
        counts[place] = oldCounts[i];
      }
    }
  }

  /// The most frequent values; of equally frequent ones any.
  TopValues top(long limit) {
    Comparator<Integer> byCount = Comparator.comparingLong(place -> counts[place]);
    Comparator<Integer> worstFirst = byCount.thenComparing(place -> hashes[place], reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(worstFirst);
    for (int place = 0; place < hashes.length; place++) {
      boolean isBetter =
          hashes[place] != 0
              && (best.size() < limit || worstFirst.compare(place, best.element()) > 0);
      if (isBetter) {
        best.add(place);
        if (best.size() > limit) {
          best.remove();
        }
      }
    }
    return TopValues.of(best.stream().mapToLong(place -> hashes[place]).toArray());
  }
}
