package dev.vivace.model.span;

import java.util.Arrays;

/// What decoding changed or noticed in one batch, to be added to metrics: nothing is altered
/// without being counted.
public final class DecodeCounts {

  /// What is counted.
  public enum Kind {
    REPAIRED_UTF8,
    INVALID_PARENT_ID,
    INVALID_LINK_ID,
    UNKNOWN_STRING_INDEX,
    TRUNCATED_RESOURCE,
    TRUNCATED_SCOPE,
    TRUNCATED_SPAN,
    TRUNCATED_EVENT,
    TRUNCATED_LINK
  }

  private final int[] counts = new int[Kind.values().length];

  public void add(Kind kind) {
    counts[kind.ordinal()]++;
  }

  public int get(Kind kind) {
    return counts[kind.ordinal()];
  }

  void clear() {
    Arrays.fill(counts, 0);
  }
}
