package dev.vivace.ingester.sampling;

import dev.vivace.storage.section.TraceHashes;
import java.util.LinkedHashSet;

/// The traces that were decided last, one way. For one thread.
final class DecisionCache {

  private final LinkedHashSet<Long> hashes = new LinkedHashSet<>();

  DecisionCache(TraceHashes oldestFirst) {
    for (int i = 0; i < oldestFirst.count(); i++) {
      hashes.add(oldestFirst.get(i));
    }
  }

  boolean contains(long hash) {
    return hashes.contains(hash);
  }

  void add(long hash) {
    hashes.add(hash);
  }

  int size() {
    return hashes.size();
  }

  /// Forgets the oldest decisions beyond so many.
  void shrinkTo(int size) {
    while (hashes.size() > size) {
      hashes.removeFirst();
    }
  }

  /// Oldest decision first.
  TraceHashes all() {
    return TraceHashes.of(hashes.stream().mapToLong(Long::longValue).toArray());
  }
}
