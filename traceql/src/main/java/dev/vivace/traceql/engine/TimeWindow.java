package dev.vivace.traceql.engine;

/// Which traces a search considers: those that overlap the window, in whole seconds, both ends in.
///
/// @param startSeconds unix time, at least 0
/// @param endSeconds unix time, at least `startSeconds`
public record TimeWindow(long startSeconds, long endSeconds) {

  public static final TimeWindow ALL = new TimeWindow(0, Long.MAX_VALUE);

  private static final long NANOS_A_SECOND = 1_000_000_000;

  /// @param startNanos start of a trace, unsigned
  /// @param durationNanos its duration, not negative
  public boolean overlaps(long startNanos, long durationNanos) {
    return Long.divideUnsigned(startNanos, NANOS_A_SECOND) <= endSeconds
        && Long.divideUnsigned(startNanos + durationNanos, NANOS_A_SECOND) >= startSeconds;
  }
}
