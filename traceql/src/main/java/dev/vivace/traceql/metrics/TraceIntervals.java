package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceStarts;

/// In which intervals the spans of the traces of one table start. For one thread.
final class TraceIntervals {

  /// In none.
  static final int NONE = -1;

  /// Maybe not all in one.
  static final int SEVERAL = -2;

  private final TraceStarts starts;
  private final long origin;
  private final long step;
  private final long length;
  private int known; // An interval, and where it begins: the next time is often in it.
  private long knownFrom;

  TraceIntervals(SpanTable table, TimeAxis axis) {
    this.starts = table.traceStarts();
    this.origin = axis.startNanos() + 1;
    this.step = axis.stepNanos();
    this.length = axis.lengthNanos();
  }

  /// The interval of all spans of a trace, [#NONE] or [#SEVERAL].
  int of(int trace) {
    long earliest = starts.first()[trace];
    long latest = starts.last()[trace];
    int interval = ofTime(earliest);
    if (interval == ofTime(latest) && interval != NONE) {
      return interval;
    }
    boolean reachesAxis =
        Long.compareUnsigned(latest, origin) >= 0
            && Long.compareUnsigned(earliest, origin + length) < 0;
    return reachesAxis ? SEVERAL : NONE;
  }

  /// The interval of a time, or [#NONE].
  ///
  /// @param nanos unsigned unix nanoseconds
  int ofTime(long nanos) {
    long offset = nanos - origin;
    if (Long.compareUnsigned(offset - knownFrom, step) >= 0) {
      if (Long.compareUnsigned(offset, length) >= 0) {
        return NONE;
      }
      known = (int) (offset / step);
      knownFrom = known * step;
    }
    return known;
  }
}
