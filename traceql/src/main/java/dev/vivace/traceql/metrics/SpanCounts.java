package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;

/// How many spans of one table start in each interval: counted trace by trace, without a look at
/// most rows.
final class SpanCounts {

  private SpanCounts() {}

  /// Adds the rows that start within the axis.
  ///
  /// @param kept the candidates, as [Bits] keeps them; none of them masked
  /// @param counts by interval
  static void add(long[] kept, SpanTable table, TimeAxis axis, int[] counts) {
    int[] firstRows = table.firstRows();
    TraceIntervals traces = new TraceIntervals(table, axis);
    for (int trace = 0; trace < table.traceCount(); trace++) {
      int interval = traces.of(trace);
      if (interval >= 0) {
        counts[interval] += Bits.count(kept, firstRows[trace], firstRows[trace + 1]);
      } else if (interval == TraceIntervals.SEVERAL) {
        addEach(kept, table, trace, traces, counts);
      }
    }
  }

  private static void addEach(
      long[] kept, SpanTable table, int trace, TraceIntervals traces, int[] counts) {
    long[] starts = table.starts();
    int end = table.firstRow(trace + 1);
    for (int row = Bits.next(kept, table.firstRow(trace), end);
        row >= 0;
        row = Bits.next(kept, row + 1, end)) {
      int interval = traces.ofTime(starts[row]);
      if (interval != TraceIntervals.NONE) {
        counts[interval]++;
      }
    }
  }
}
