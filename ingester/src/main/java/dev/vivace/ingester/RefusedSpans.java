package dev.vivace.ingester;

import dev.vivace.storage.head.SpanFilter;
import java.util.Arrays;

/// Which spans of a request are taken, by its verdict.
final class RefusedSpans {

  private RefusedSpans() {}

  /// Takes all spans but those with these ordinals.
  static SpanFilter leftOut(int[] refusedOrdinals) {
    if (refusedOrdinals.length == 0) {
      return SpanFilter.ALL;
    }
    int[] ordinals = refusedOrdinals.clone();
    Arrays.sort(ordinals);
    return (batch, span) -> Arrays.binarySearch(ordinals, batch.spans().ordinal(span)) < 0;
  }
}
