package dev.vivace.traceql.metrics;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory that one run and its parts may still take. Each takes it from what is left for all in
/// slices, so that parts seldom meet. One of them is for one thread.
final class StateBudget {

  private static final long MAX_SLICE_BYTES = 256 << 10;

  /// What others find unassigned after a slice was taken, in slices.
  private static final int SLICES_LEFT = 15;

  private final long maxBytes;
  private final AtomicLong unassignedBytes;
  private long spareBytes;
  private long takenBytes;
  private long refusals;

  StateBudget(long maxBytes) {
    this(maxBytes, new AtomicLong(maxBytes));
  }

  private StateBudget(long maxBytes, AtomicLong unassignedBytes) {
    this.maxBytes = maxBytes;
    this.unassignedBytes = unassignedBytes;
  }

  /// A budget for a part of the run, out of the same memory.
  StateBudget part() {
    return new StateBudget(maxBytes, unassignedBytes);
  }

  /// Gives back what a part has taken: what it keeps is now taken by this, once more and bit by
  /// bit.
  void merge(StateBudget part) {
    unassignedBytes.addAndGet(part.takenBytes + part.spareBytes);
    part.takenBytes = 0;
    part.spareBytes = 0;
    refusals += part.refusals;
  }

  /// Takes memory if there is as much; else something of the answer is left out.
  boolean take(long bytes) {
    boolean isTaken = takeSpare(bytes);
    refusals += isTaken ? 0 : 1;
    return isTaken;
  }

  /// Takes memory if there is as much, for what may be left out without a word.
  boolean takeSpare(long bytes) {
    if (bytes > spareBytes && !assign(bytes - spareBytes)) {
      return false;
    }
    spareBytes -= bytes;
    takenBytes += bytes;
    return true;
  }

  /// Takes at least so much from what is left for all; more while there is plenty.
  private boolean assign(long bytes) {
    long left = unassignedBytes.get();
    while (left >= bytes) {
      long slice = Math.max(bytes, Math.min(MAX_SLICE_BYTES, left / (SLICES_LEFT + 1)));
      if (unassignedBytes.compareAndSet(left, left - slice)) {
        spareBytes += slice;
        return true;
      }
      left = unassignedBytes.get();
    }
    return false;
  }

  void giveBack(long bytes) {
    spareBytes += bytes;
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
