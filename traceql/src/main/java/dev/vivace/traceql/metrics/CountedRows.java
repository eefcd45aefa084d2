package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import java.util.Arrays;

/// The rows of one table that count, ascending, each with its interval. The arrays may be longer,
/// are not to be changed, and are good until the next table.
///
/// @param rows their numbers
/// @param intervals by position in `rows`
/// @param count how many rows there are
/// @param first the earliest of these intervals, 0 without rows
/// @param last the latest of them, −1 without rows
record CountedRows(int[] rows, int[] intervals, int count, int first, int last) {

  /// The rows that start within the axis.
  ///
  /// @param kept the candidates, as [Bits] keeps them; none of them masked
  static CountedRows of(long[] kept, SpanTable table, TimeAxis axis, Scratch scratch) {
    return new Builder(kept, table, axis, scratch).build();
  }

  /// How many intervals there are from the first to the last.
  int span() {
    return last - first + 1;
  }

  private static final class Builder {

    private final long[] kept;
    private final SpanTable table;
    private final TraceIntervals traces;
    private final int[] rows;
    private final int[] intervals;
    private int count;
    private int first = Integer.MAX_VALUE;
    private int last = TraceIntervals.NONE;

    Builder(long[] kept, SpanTable table, TimeAxis axis, Scratch scratch) {
      int keptCount = Bits.count(kept);
      this.kept = kept;
      this.table = table;
      this.traces = new TraceIntervals(table, axis);
      this.rows = scratch.ints(Scratch.Use.ROWS, keptCount);
      this.intervals = scratch.ints(Scratch.Use.INTERVALS, keptCount);
    }

    CountedRows build() {
      int keptCount = fillRows(kept, rows);
      int[] firstRows = table.firstRows();
      int from = 0;
      for (int trace = 0; from < keptCount; trace++) {
        int end = from;
        while (end < keptCount && rows[end] < firstRows[trace + 1]) {
          end++;
        }
        if (end > from) {
          addTrace(trace, from, end);
        }
        from = end;
      }
      return new CountedRows(rows, intervals, count, count == 0 ? 0 : first, last);
    }

    private static int fillRows(long[] kept, int[] rows) {
      int count = 0;
      for (int index = 0; index < kept.length; index++) {
        int row = index << 6;
        long word = kept[index];
        if (word == -1L) {
          for (int bit = 0; bit < Long.SIZE; bit++) {
            rows[count++] = row + bit;
          }
        } else {
          for (; word != 0; word &= word - 1) {
            rows[count++] = row + Long.numberOfTrailingZeros(word);
          }
        }
      }
      return count;
    }

    /// Spans of a trace start close together, so mostly none has to be looked at. Rows that do not
    /// count are overwritten by those behind them.
    private void addTrace(int trace, int from, int end) {
      int interval = traces.of(trace);
      if (interval >= 0) {
        System.arraycopy(rows, from, rows, count, end - from);
        Arrays.fill(intervals, count, count + end - from, interval);
        count += end - from;
        first = Math.min(first, interval);
        last = Math.max(last, interval);
      } else if (interval == TraceIntervals.SEVERAL) {
        addEach(from, end);
      }
    }

    private void addEach(int from, int end) {
      long[] starts = table.starts();
      for (int i = from; i < end; i++) {
        int interval = traces.ofTime(starts[rows[i]]);
        if (interval != TraceIntervals.NONE) {
          rows[count] = rows[i];
          intervals[count++] = interval;
          first = Math.min(first, interval);
          last = Math.max(last, interval);
        }
      }
    }
  }
}
