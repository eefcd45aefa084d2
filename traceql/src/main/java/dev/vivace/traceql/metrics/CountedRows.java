package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceStarts;
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

  private static final int NONE = -1;

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

  /// Goes trace by trace: spans of a trace start close together, so mostly none has to be looked
  /// at.
  private static final class Builder {

    private final long[] kept;
    private final SpanTable table;
    private final int keptCount;
    private final int[] rows;
    private final int[] intervals;
    private final long origin;
    private final long step;
    private final long length;
    private int count;
    private int first = Integer.MAX_VALUE;
    private int last = NONE;
    private int known; // An interval, and where it begins: the next time is often in it.
    private long knownFrom;

    Builder(long[] kept, SpanTable table, TimeAxis axis, Scratch scratch) {
      this.kept = kept;
      this.table = table;
      this.keptCount = Bits.count(kept);
      this.rows = scratch.ints(Scratch.Use.ROWS, keptCount);
      this.intervals = scratch.ints(Scratch.Use.INTERVALS, keptCount);
      this.origin = axis.startNanos() + 1;
      this.step = axis.stepNanos();
      this.length = axis.lengthNanos();
    }

    CountedRows build() {
      int[] firstRows = table.firstRows();
      TraceStarts starts = table.traceStarts();
      for (int trace = 0; trace < table.traceCount() && count < keptCount; trace++) {
        int earliest = interval(starts.first()[trace]);
        int latest = interval(starts.last()[trace]);
        if (earliest == latest && earliest != NONE) {
          add(firstRows[trace], firstRows[trace + 1], earliest);
        } else if (reaches(starts.first()[trace], starts.last()[trace])) {
          addEach(firstRows[trace], firstRows[trace + 1]);
        }
      }
      return new CountedRows(rows, intervals, count, count == 0 ? 0 : first, last);
    }

    private int interval(long nanos) {
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

    /// Whether some time from one to the other, both unsigned, may be within the axis.
    private boolean reaches(long earliest, long latest) {
      return Long.compareUnsigned(latest, origin) >= 0
          && Long.compareUnsigned(earliest, origin + length) < 0;
    }

    private void add(int from, int end, int interval) {
      int before = count;
      for (int row = Bits.next(kept, from, end); row >= 0; row = Bits.next(kept, row + 1, end)) {
        rows[count++] = row;
      }
      if (count > before) {
        Arrays.fill(intervals, before, count, interval);
        first = Math.min(first, interval);
        last = Math.max(last, interval);
      }
    }

    private void addEach(int from, int end) {
      long[] starts = table.starts();
      for (int row = Bits.next(kept, from, end); row >= 0; row = Bits.next(kept, row + 1, end)) {
        int interval = interval(starts[row]);
        if (interval != NONE) {
          rows[count] = row;
          intervals[count++] = interval;
          first = Math.min(first, interval);
          last = Math.max(last, interval);
        }
      }
    }
  }
}
