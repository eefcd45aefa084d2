package dev.vivace.storage.scan;

import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.spans.SpanSchema;
import java.util.Arrays;

/// The traces of a row group.
///
/// @param starts the start of each as it was stored: spans count from it
/// @param firstRows the first row of each, and the count of rows
record TraceRows(long[] highs, long[] lows, long[] starts, int[] firstRows) {

  static TraceRows read(RowGroup rowGroup) {
    RowGroupReader reader = rowGroup.open();
    TableReader table = reader.table(SpanSchema.TRACES);
    int rows = reader.table(SpanSchema.SPANS).rows();
    int[] firstRows =
        Arrays.copyOf(
            rowGroup.codes(table, SpanSchema.FIRST_ROW, Math.max(1, rows)), table.rows() + 1);
    firstRows[table.rows()] = rows;
    for (int trace = 0; trace < table.rows(); trace++) {
      if (firstRows[trace] > firstRows[trace + 1] || (trace == 0 && firstRows[0] != 0)) {
        throw rowGroup.corrupt(
            SpanSchema.TRACES,
            "trace %d has rows %d to %d (expected: the first from 0 on, each after the one before)"
                .formatted(trace, firstRows[trace], firstRows[trace + 1]));
      }
    }
    return new TraceRows(
        rowGroup.longs(table, SpanSchema.TRACE_HIGH),
        rowGroup.longs(table, SpanSchema.TRACE_LOW),
        rowGroup.longs(table, SpanSchema.START),
        firstRows);
  }

  int count() {
    return highs.length;
  }

  long memoryBytes() {
    return (long) count() * (Long.BYTES * 3 + Integer.BYTES);
  }
}
