package dev.vivace.storage.view;

/// Bounds of the times in a table, unsigned nanoseconds since 1970; see
/// `dev.vivace.storage.source.TableHandle`.
public record TableRange(
    long traceStartMin,
    long traceStartMax,
    long traceEndMax,
    long spanStartMin,
    long spanStartMax) {

  /// That of an empty table: nothing overlaps it.
  public static final TableRange EMPTY = new TableRange(-1, 0, 0, -1, 0); // -1: the greatest of all

  /// What both cover together.
  public TableRange and(TableRange other) {
    return new TableRange(
        min(traceStartMin, other.traceStartMin),
        max(traceStartMax, other.traceStartMax),
        max(traceEndMax, other.traceEndMax),
        min(spanStartMin, other.spanStartMin),
        max(spanStartMax, other.spanStartMax));
  }

  static TableRange of(TraceTimes times, long[] spanStarts) {
    long startMin = -1; // The greatest of all.
    long startMax = 0;
    long endMax = 0;
    for (int trace = 0; trace < times.starts().length; trace++) {
      startMin = min(startMin, times.starts()[trace]);
      startMax = max(startMax, times.starts()[trace]);
      endMax = max(endMax, times.ends()[trace]);
    }
    long spanMin = -1;
    long spanMax = 0;
    for (long start : spanStarts) {
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
