package dev.vivace.storage.simulation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts rare states. A run over many seeds in which one never came up has tested less than it
/// says, so it fails. Only [#add] is for several threads.
final class Sometimes {

  private final Map<Rare, Long> counts = new EnumMap<>(Rare.class);

  void happened(Rare rare) {
    counts.merge(rare, 1L, Long::sum);
  }

  synchronized void add(Sometimes other) {
    other.counts.forEach((rare, count) -> counts.merge(rare, count, Long::sum));
  }

  List<Rare> never() {
    return Arrays.stream(Rare.values()).filter(rare -> !counts.containsKey(rare)).toList();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
