package dev.vivace.traceql.table;

import org.jspecify.annotations.Nullable;

/// Between which times the spans of each trace of a table start, in unsigned nanoseconds. Masked
/// rows do not count; a trace without others has a first start after its last.
///
/// @param first the least start by trace, zero included
/// @param last the greatest start by trace
public record TraceStarts(long[] first, long[] last) {

  /// What one trace takes.
  public static final int BYTES_A_TRACE = Long.BYTES * 2;

  public static TraceStarts of(SpanTable table) {
    int traces = table.traceCount();
    TraceStarts found = new TraceStarts(new long[traces], new long[traces]);
    long[] starts = table.starts();
    int[] firstRows = table.firstRows();
    long @Nullable [] masked = table.maskedRows();
    for (int trace = 0; trace < traces; trace++) {
      long first = -1;
      long last = 0;
      for (int row = firstRows[trace]; row < firstRows[trace + 1]; row++) {
        if (masked == null || !Bits.get(masked, row)) {
          first = Long.compareUnsigned(starts[row], first) < 0 ? starts[row] : first;
          last = Long.compareUnsigned(starts[row], last) > 0 ? starts[row] : last;
        }
      }
      found.first[trace] = first;
      found.last[trace] = last;
    }
    return found;
  }
}
