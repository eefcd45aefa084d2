package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import java.util.ArrayList;
import java.util.List;

/// What has matched so far in all traces of a table.
sealed interface Spansets {

  /// One spanset a trace, as bits, without attributes.
  record OneEach(long[] rows) implements Spansets {

    @Override
    public List<Spanset> ofTrace(SpanTable table, int trace) {
      int[] found = rowsOf(rows, table.firstRow(trace), table.firstRow(trace + 1));
      return found.length == 0 ? List.of() : List.of(new Spanset(trace, found, List.of()));
    }

    @Override
    public List<Spanset> toList(SpanTable table) {
      List<Spanset> spansets = new ArrayList<>();
      int trace = 0;
      for (int row = Bits.next(rows, 0); row >= 0; ) {
        while (table.firstRow(trace + 1) <= row) {
          trace++;
        }
        spansets.add(new Spanset(trace, rowsOf(rows, row, table.firstRow(trace + 1)), List.of()));
        row = Bits.next(rows, table.firstRow(trace + 1));
      }
      return spansets;
    }
  }

  /// Any number of spansets a trace, traces ascending.
  record Many(List<Spanset> spansets) implements Spansets {

    @Override
    public List<Spanset> ofTrace(SpanTable table, int trace) {
      int least = 0;
      int end = spansets.size();
      while (least < end) {
        int middle = (least + end) >>> 1;
        if (spansets.get(middle).trace() < trace) {
          least = middle + 1;
        } else {
          end = middle;
        }
      }
      while (end < spansets.size() && spansets.get(end).trace() == trace) {
        end++;
      }
      return spansets.subList(least, end);
    }

    @Override
    public List<Spanset> toList(SpanTable table) {
      return spansets;
    }
  }

  /// All spansets that are not empty, traces ascending.
  List<Spanset> toList(SpanTable table);

  /// The spansets of one trace that are not empty.
  List<Spanset> ofTrace(SpanTable table, int trace);

  /// The rows of all spansets.
  default long[] rows(SpanTable table) {
    return switch (this) {
      case OneEach(var rows) -> rows;
      case Many(var spansets) -> {
        long[] rows = Bits.none(table.rowCount());
        for (Spanset spanset : spansets) {
          for (int row : spanset.rows()) {
            Bits.set(rows, row);
          }
        }
        yield rows;
      }
    };
  }

  static int[] rowsOf(long[] rows, int from, int end) {
    int count = 0;
    for (int row = Bits.next(rows, from, end); row >= 0; row = Bits.next(rows, row + 1, end)) {
      count++;
    }
    int[] found = new int[count];
    int at = 0;
    for (int row = Bits.next(rows, from, end); row >= 0; row = Bits.next(rows, row + 1, end)) {
      found[at++] = row;
    }
    return found;
  }
}
