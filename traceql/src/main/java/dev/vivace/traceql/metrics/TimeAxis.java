package dev.vivace.traceql.metrics;

import java.time.Duration;

/// The intervals of a metrics query (specification 10.2, 10.3). Interval `i` is open on the left
/// and closed on the right: `(start + i·step, start + (i+1)·step]`. Its sample has the time of its
/// end.
///
/// @param startNanos unix nanoseconds before which, itself included, nothing counts
/// @param stepNanos length of an interval, at least 1
/// @param intervals how many there are, at least 1
public record TimeAxis(long startNanos, long stepNanos, int intervals) {

  /// How many intervals a query may ask for.
  public static final int MAX_INTERVALS = 10_000;

  private static final long NANOS_A_MILLI = 1_000_000;
  private static final long SHORT_RANGE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long SHORT_GRAIN_NANOS = Duration.ofMillis(50).toNanos();
  private static final long DEFAULT_INTERVALS = 240;
  private static final Duration[] GRAINS = {
    Duration.ofHours(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(1),
    Duration.ofSeconds(15),
    Duration.ofSeconds(5),
    Duration.ofSeconds(1)
  };

  public TimeAxis {
    if (stepNanos < 1 || intervals < 1) {
      throw new IllegalArgumentException("%d intervals of %d ns".formatted(intervals, stepNanos));
    }
  }

  /// The axis of a range query: both ends are moved out to multiples of the step, and one interval
  /// stands before the start.
  ///
  /// @param endNanos not before `startNanos`, both unix nanoseconds and at least 0
  /// @throws IllegalArgumentException if there are more than [#MAX_INTERVALS]; see [#minStep]
  public static TimeAxis range(long startNanos, long endNanos, long stepNanos) {
    long start = startNanos - startNanos % stepNanos - stepNanos;
    long intervals = Math.ceilDiv(endNanos - start, stepNanos);
    if (intervals > MAX_INTERVALS + 2) {
      throw new IllegalArgumentException(
          "%d intervals (limit: %d)".formatted(intervals, MAX_INTERVALS));
    }
    return new TimeAxis(start, stepNanos, (int) intervals);
  }

  /// The axis of an instant query: one interval.
  public static TimeAxis instant(long startNanos, long endNanos) {
    return new TimeAxis(startNanos, Math.max(1, endNanos - startNanos), 1);
  }

  /// The step of a query that names none.
  public static long defaultStep(long startNanos, long endNanos) {
    long range = endNanos - startNanos;
    long base = range / DEFAULT_INTERVALS;
    if (range < SHORT_RANGE_NANOS) {
      return Math.max(SHORT_GRAIN_NANOS, base - base % SHORT_GRAIN_NANOS);
    }
    for (Duration grain : GRAINS) {
      if (grain.toNanos() < base) {
        return base - base % grain.toNanos();
      }
    }
    return GRAINS[GRAINS.length - 1].toNanos();
  }

  /// The shortest step that a range may have.
  public static long minStep(long startNanos, long endNanos) {
    return Math.max(1, Math.ceilDiv(endNanos - startNanos, MAX_INTERVALS));
  }

  /// The interval of a time, or −1 if it is in none.
  ///
  /// @param nanos unsigned unix nanoseconds
  public int interval(long nanos) {
    long offset = nanos - startNanos - 1;
    return Long.compareUnsigned(offset, lengthNanos()) < 0 ? (int) (offset / stepNanos) : -1;
  }

  public long lengthNanos() {
    return stepNanos * intervals;
  }

  public long endNanos() {
    return startNanos + lengthNanos();
  }

  /// Where an interval ends, its sample's time in unix milliseconds.
  public long timestampMillis(int interval) {
    return (startNanos + (interval + 1) * stepNanos) / NANOS_A_MILLI;
  }
}
