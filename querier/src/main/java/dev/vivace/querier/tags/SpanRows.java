package dev.vivace.querier.tags;

import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.OwnedTable;
import dev.vivace.traceql.table.SpanTable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Which codes stand in chosen rows.
final class SpanRows {

  private SpanRows() {}

  /// Every row that is not masked; null if none is masked.
  static long @Nullable [] unmasked(SpanTable table) {
    long[] masked = table.maskedRows();
    if (masked == null) {
      return null;
    }
    long[] rows = Bits.all(table.rowCount());
    Bits.andNot(rows, masked);
    return rows;
  }

  /// Rows of an owned table whose spans are chosen.
  static long @Nullable [] owned(OwnedTable table, long @Nullable [] spans) {
    if (spans == null) {
      return null;
    }
    long[] rows = Bits.none(table.rowCount());
    int[] firstRows = table.firstRows();
    for (int span = Bits.next(spans, 0); span >= 0; span = Bits.next(spans, span + 1)) {
      for (int row = firstRows[span]; row < firstRows[span + 1]; row++) {
        Bits.set(rows, row);
      }
    }
    return rows;
  }

  /// Traces with a chosen span, as bits; null if all are.
  static long @Nullable [] traces(SpanTable table, long @Nullable [] spans) {
    if (spans == null) {
      return null;
    }
    long[] traces = Bits.none(table.traceCount());
    for (int trace = 0; trace < table.traceCount(); trace++) {
      if (Bits.next(spans, table.firstRow(trace), table.firstRow(trace + 1)) >= 0) {
        Bits.set(traces, trace);
      }
    }
    return traces;
  }

  /// Tells every code that a chosen row has, once.
  static void eachCode(CodedColumn column, long @Nullable [] rows, IntConsumer taker) {
    int count = column.values().count();
    if (rows == null) {
      for (int code = 0; code < count; code++) {
        taker.accept(code);
      }
      return;
    }
    boolean[] seen = new boolean[count];
    column.codes().mark(rows, seen);
    for (int code = 0; code < count; code++) {
      if (seen[code]) {
        taker.accept(code);
      }
    }
  }
}
