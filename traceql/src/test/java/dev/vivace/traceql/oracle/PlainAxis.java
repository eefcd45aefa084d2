package dev.vivace.traceql.oracle;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The time axis of a metrics query (specification 10.2 and 10.3), as a list of its intervals.
public record PlainAxis(List<Interval> intervals) {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;

  public PlainAxis {
    intervals = List.copyOf(intervals);
  }

  /// What starts after `startNanos` and no later than `endNanos`.
  public record Interval(long startNanos, long endNanos) {

    double seconds() {
      return (endNanos - startNanos) / 1e9;
    }

    boolean contains(long nanos) {
      return nanos > startNanos && nanos <= endNanos;
    }

    /// The time of its sample.
    long timestampMillis() {
      return endNanos / MILLI;
    }
  }

  /// Of a range query: both ends are moved out to multiples of the step, and one interval is put in
  /// front.
  public static PlainAxis range(long startNanos, long endNanos, long stepNanos) {
    long first = startNanos / stepNanos - 1;
    long last = (endNanos + stepNanos - 1) / stepNanos;
    return of(first * stepNanos, stepNanos, (int) (last - first));
  }

  /// Of intervals that begin anywhere.
  public static PlainAxis of(long startNanos, long stepNanos, int count) {
    return new PlainAxis(
        IntStream.range(0, count)
            .mapToLong(i -> startNanos + i * stepNanos)
            .mapToObj(start -> new Interval(start, start + stepNanos))
            .toList());
  }

  /// Of an instant query: one interval, as it was asked for.
  public static PlainAxis instant(long startNanos, long endNanos) {
    return new PlainAxis(List.of(new Interval(startNanos, endNanos)));
  }

  /// The step of a range query that names none.
  public static long defaultStepNanos(long startNanos, long endNanos) {
    long base = (endNanos - startNanos) / 240;
    if (endNanos - startNanos < MINUTE) {
      return Math.max(50 * MILLI, base / (50 * MILLI) * (50 * MILLI));
    }
    return Stream.of(60 * MINUTE, 5 * MINUTE, MINUTE, 15 * SECOND, 5 * SECOND, SECOND)
        .filter(granularity -> granularity < base)
        .findFirst()
        .map(granularity -> base / granularity * granularity)
        .orElse(SECOND);
  }

  /// What starts then or before is outside of the axis.
  public long startNanos() {
    return intervals.getFirst().startNanos();
  }

  /// The length of each interval.
  public long stepNanos() {
    return intervals.getFirst().endNanos() - startNanos();
  }

  /// The time of the sample that a span counts for; nothing if it is outside of the axis.
  OptionalLong timestampMillis(long nanos) {
    return intervals.stream()
        .filter(interval -> interval.contains(nanos))
        .mapToLong(Interval::timestampMillis)
        .findFirst();
  }
}
