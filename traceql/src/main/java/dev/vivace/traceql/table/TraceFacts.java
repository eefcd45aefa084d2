package dev.vivace.traceql.table;

import org.jspecify.annotations.Nullable;

/// Start, end and root of each trace of a table. Masked rows do not count.
///
/// @param starts the earliest start by trace, unsigned nanoseconds; a start of zero does not count
///   unless all are zero
/// @param durations from the earliest start to the last end by trace, never negative
/// @param roots by trace the row of the span without parent id that starts last, ties by larger
///   span id, then kind; −1 if there is none
public record TraceFacts(long[] starts, long[] durations, int[] roots) {

  public static TraceFacts of(SpanTable table) {
    int traces = table.traceCount();
    TraceFacts facts = new TraceFacts(new long[traces], new long[traces], new int[traces]);
    for (int trace = 0; trace < traces; trace++) {
      facts.read(table, trace);
    }
    return facts;
  }

  private void read(SpanTable table, int trace) {
    long[] spanStarts = table.starts();
    long[] spanDurations = table.durations();
    long[] parentIds = table.parentIds();
    long @Nullable [] masked = table.maskedRows();
    long start = 0;
    long end = 0;
    int root = -1;
    for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
      if (masked != null && Bits.get(masked, row)) {
        continue;
      }
      long spanStart = spanStarts[row];
      // Zero is the greatest here: no clock, no say.
      if (Long.compareUnsigned(spanStart - 1, start - 1) < 0) {
        start = spanStart;
      }
      long spanEnd = spanStart + spanDurations[row];
      if (Long.compareUnsigned(spanEnd, end) > 0) {
        end = spanEnd;
      }
      if (parentIds[row] == 0 && (root < 0 || isLater(table, row, root))) {
        root = row;
      }
    }
    starts[trace] = start;
    durations[trace] = Long.compareUnsigned(end, start) > 0 ? Math.max(0, end - start) : 0;
    roots[trace] = root;
  }

  private static boolean isLater(SpanTable table, int row, int other) {
    int byStart = Long.compareUnsigned(table.starts()[row], table.starts()[other]);
    if (byStart != 0) {
      return byStart > 0;
    }
    int byId = Long.compareUnsigned(table.spanIds()[row], table.spanIds()[other]);
    return byId > 0 || (byId == 0 && kind(table, row) > kind(table, other));
  }

  private static long kind(SpanTable table, int row) {
    return table.kinds().values().number(table.kinds().codes().get(row));
  }
}
