package dev.vivace.storage.view;

import dev.vivace.traceql.table.TraceFacts;
import java.util.function.IntToLongFunction;

/// From when to when each trace of a table is looked for, unsigned nanoseconds since 1970: from its
/// earliest start to its last end, or, if none of its spans has a clock, at the time when the first
/// of them was received.
///
/// @param starts by trace
/// @param ends by trace; none is before its start
public record TraceTimes(long[] starts, long[] ends) {

  /// @param receivedNanos by trace; asked for those without a clock
  static TraceTimes of(TraceFacts facts, IntToLongFunction receivedNanos) {
    TraceTimes times =
        new TraceTimes(new long[facts.starts().length], new long[facts.starts().length]);
    for (int trace = 0; trace < times.starts.length; trace++) {
      long start = facts.starts()[trace];
      long end = start + facts.durations()[trace];
      long placed = start == 0 ? receivedNanos.applyAsLong(trace) : start;
      times.starts[trace] = placed;
      times.ends[trace] = Long.compareUnsigned(end, placed) < 0 ? placed : end;
    }
    return times;
  }

  long memoryBytes() {
    return starts.length * 2L * Long.BYTES;
  }
}
