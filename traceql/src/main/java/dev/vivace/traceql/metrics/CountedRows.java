package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.Bits;
import java.util.Arrays;

/// The rows of one table that count, ascending, each with its interval. Shared arrays, not to be
/// changed.
///
/// @param rows their numbers
/// @param intervals by position in `rows`
/// @param first the earliest of these intervals, 0 without rows
/// @param last the latest of them, −1 without rows
record CountedRows(int[] rows, int[] intervals, int first, int last) {

  /// The rows that start within the axis.
  ///
  /// @param kept the candidates, as [Bits] keeps them
  /// @param starts unsigned nanoseconds by row
  static CountedRows of(long[] kept, long[] starts, TimeAxis axis) {
    int[] rows = new int[Bits.count(kept)];
    int[] intervals = new int[rows.length];
    int count = fill(kept, starts, axis, rows, intervals);
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int i = 0; i < count; i++) {
      first = Math.min(first, intervals[i]);
      last = Math.max(last, intervals[i]);
    }
    return count == rows.length
        ? new CountedRows(rows, intervals, count == 0 ? 0 : first, last)
        : new CountedRows(
            Arrays.copyOf(rows, count),
            Arrays.copyOf(intervals, count),
            count == 0 ? 0 : first,
            last);
  }

  // Spans of a trace start close together, so most are in the interval of the one before: that
  // saves the division.
  private static int fill(long[] kept, long[] starts, TimeAxis axis, int[] rows, int[] intervals) {
    long origin = axis.startNanos() + 1;
    long length = axis.lengthNanos();
    long step = axis.stepNanos();
    long from = 0;
    int interval = 0;
    int count = 0;
    for (int index = 0; index < kept.length; index++) {
      for (long word = kept[index]; word != 0; word &= word - 1) {
        int row = (index << 6) + Long.numberOfTrailingZeros(word);
        long offset = starts[row] - origin;
        if (Long.compareUnsigned(offset - from, step) >= 0) {
          if (Long.compareUnsigned(offset, length) >= 0) {
            continue;
          }
          interval = (int) (offset / step);
          from = interval * step;
        }
        rows[count] = row;
        intervals[count++] = interval;
      }
    }
    return count;
  }

  int count() {
    return rows.length;
  }

  /// How many intervals there are from the first to the last.
  int span() {
    return last - first + 1;
  }
}
