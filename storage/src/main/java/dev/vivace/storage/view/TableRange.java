package dev.vivace.storage.view;

import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;

/// Bounds of the times in a table, unsigned nanoseconds since 1970; see
/// `dev.vivace.storage.source.TableHandle`.
public record TableRange(
    long traceStartMin,
    long traceStartMax,
    long traceEndMax,
    long spanStartMin,
    long spanStartMax) {

  /// Reads a table's facts and starts. An empty table has a range that nothing overlaps.
  public static TableRange of(SpanTable table) {
    TraceFacts facts = table.facts();
    long startMin = -1; // The greatest of all.
    long startMax = 0;
    long endMax = 0;
    for (int trace = 0; trace < table.traceCount(); trace++) {
      long start = facts.starts()[trace];
      startMin = min(startMin, start);
      startMax = max(startMax, start);
      endMax = max(endMax, start + facts.durations()[trace]);
    }
    long spanMin = -1;
    long spanMax = 0;
    for (long start : table.starts()) {
      spanMin = min(spanMin, start);
      spanMax = max(spanMax, start);
    }
    return new TableRange(startMin, startMax, endMax, spanMin, spanMax);
  }

  private static long min(long left, long right) {
    return Long.compareUnsigned(left, right) <= 0 ? left : right;
  }

  private static long max(long left, long right) {
    return Long.compareUnsigned(left, right) >= 0 ? left : right;
  }
}
