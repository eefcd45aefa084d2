package dev.vivace.traceql.metrics;

import org.jspecify.annotations.Nullable;

/// The memory that one run may still take. For one thread.
final class StateBudget {

  private final long maxBytes;
  private long takenBytes;
  private long refusals;

  StateBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Takes memory if there is as much; else something of the answer is left out.
  boolean take(long bytes) {
    boolean isTaken = takeSpare(bytes);
    refusals += isTaken ? 0 : 1;
    return isTaken;
  }

  /// Takes memory if there is as much, for what may be left out without a word.
  boolean takeSpare(long bytes) {
    if (takenBytes + bytes > maxBytes) {
      return false;
    }
    takenBytes += bytes;
    return true;
  }

  void giveBack(long bytes) {
    takenBytes -= bytes;
  }

  /// Why something was left out; null if nothing was.
  @Nullable String reachedLimit() {
    return refusals == 0
        ? null
        : "the series take more than %d bytes, what a query may keep: the rest is left out; group by fewer or less varied attributes, or take a longer step"
            .formatted(maxBytes);
  }
}
