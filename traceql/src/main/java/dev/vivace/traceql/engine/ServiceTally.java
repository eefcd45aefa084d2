package dev.vivace.traceql.engine;

import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Counts the spans of one trace by the code of their service: open addressing, since a trace has
/// few services of perhaps many. For one thread.
final class ServiceTally {

  private final int[] codes; // Code + 1.
  private final int[] spans;
  private final int[] errors;

  /// @param maxSpans how many will be counted at most
  ServiceTally(int maxSpans) {
    int size = Integer.highestOneBit(Math.max(4, Math.min(maxSpans, 1 << 20))) * 4;
    codes = new int[size];
    spans = new int[size];
    errors = new int[size];
  }

  void add(int code, boolean isError) {
    int mask = codes.length - 1;
    int slot = ((code * 0x9E3779B9) >>> 8) & mask;
    while (codes[slot] != 0 && codes[slot] != code + 1) {
      slot = (slot + 1) & mask;
    }
    codes[slot] = code + 1;
    spans[slot]++;
    errors[slot] += isError ? 1 : 0;
  }

  /// @param name the name of a code; codes of one name are counted together
  SortedMap<String, ServiceCounts> counts(IntFunction<String> name) {
    SortedMap<String, ServiceCounts> counts = new TreeMap<>();
    for (int slot = 0; slot < codes.length; slot++) {
      if (codes[slot] != 0) {
        counts.merge(
            name.apply(codes[slot] - 1),
            new ServiceCounts(spans[slot], errors[slot]),
            (a, b) -> new ServiceCounts(a.spans() + b.spans(), a.errors() + b.errors()));
      }
    }
    return counts;
  }
}
