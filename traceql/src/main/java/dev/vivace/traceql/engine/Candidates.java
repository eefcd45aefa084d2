package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;

/// The rows that a query looks at: those that are not masked, of traces in its window.
final class Candidates {

  private Candidates() {}

  static long[] of(SpanTable table, TimeWindow window) {
    long[] rows = Bits.all(table.rowCount());
    long[] masked = table.maskedRows();
    if (masked != null) {
      Bits.andNot(rows, masked);
    }
    if (!window.equals(TimeWindow.ALL)) {
      dropOutside(table, window, rows);
    }
    return rows;
  }

  private static void dropOutside(SpanTable table, TimeWindow window, long[] rows) {
    TraceFacts facts = table.facts();
    for (int trace = 0; trace < table.traceCount(); trace++) {
      if (!window.overlaps(facts.starts()[trace], facts.durations()[trace])) {
        for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
          Bits.clear(rows, row);
        }
      }
    }
  }
}
