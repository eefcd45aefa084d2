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

  /// The window for a table whose traces all start within the range: [#ALL] if none of them can be
  /// outside, so that nothing is read to find out.
  ///
  /// @param startMin earliest start of a trace, unsigned
  /// @param startMax latest start of a trace, unsigned
  public TimeWindow forTracesFrom(long startMin, long startMax) {
    boolean isInside =
        Long.divideUnsigned(startMin, NANOS_A_SECOND) >= startSeconds
            && Long.divideUnsigned(startMax, NANOS_A_SECOND) <= endSeconds;
    return isInside ? ALL : this;
  }
}
