package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a comparison has counted of one attribute: first how often each value occurs, then, of the
/// most frequent, how often in each interval. For one thread.
final class ComparedColumn {

  private static final int FIRST_PRESENT = 1;

  static final Value NO_SINGLE_VALUE = new StringValue("nil");

  private final StateBudget budget;
  private final int intervals;
  private final List<ValueCounts> counts; // By side.
  private final Map<Value, @Nullable Cells[]> shown = new HashMap<>(); // By side.
  private final @Nullable Cells[] totals = new Cells[SidedRows.SIDES];
  private List<long[]> top = List.of(); // By side.

  ComparedColumn(StateBudget budget, int intervals) {
    this.budget = budget;
    this.intervals = intervals;
    this.counts = List.of(new ValueCounts(budget), new ValueCounts(budget));
  }

  /// The values of an attribute by code, and the code of each [SidedRows] by position. Values of
  /// type MISSING do not count.
  record Column(Values values, int[] codes) {}

  /// First pass: counts values.
  ///
  /// @param rows as one interval
  void count(Column column, SidedRows rows) {
    Values values = column.values();
    int[] ofCode = new int[values.count() * SidedRows.SIDES];
    add(column.codes(), SidedRows.SIDES, rows, ofCode);
    for (int i = 0; i < ofCode.length; i++) {
      int code = i / SidedRows.SIDES;
      if (ofCode[i] > 0 && values.type(code) != ValueType.MISSING) {
        counts.get(i % SidedRows.SIDES).add(ValueHash.of(values, code), ofCode[i]);
      }
    }
  }

  // Small loops, compiled by themselves.

  private static void add(int[] slotOf, int width, SidedRows rows, int[] cells) {
    int[] places = rows.places();
    int[] weights = rows.weights();
    if (weights == null) {
      for (int i = 0; i < places.length; i++) {
        cells[slotOf[i] * width + places[i]]++;
      }
    } else {
      for (int i = 0; i < places.length; i++) {
        cells[slotOf[i] * width + places[i]] += weights[i];
      }
    }
  }

  /// Between the passes: which values are shown.
  ///
  /// @param limit how many of each side
  void choose(long limit) {
    top = counts.stream().map(side -> side.top(limit)).toList();
  }

  /// Second pass: counts by interval.
  void countByInterval(Column column, SidedRows rows) {
    Values values = column.values();
    int[] slotOfCode = new int[values.count()];
    int slots = slots(values, slotOfCode);
    int width = rows.span() * SidedRows.SIDES;
    int[] cells = new int[slots * width];
    int[] slotOf = column.codes();
    for (int i = 0; i < rows.count(); i++) {
      slotOf[i] = slotOfCode[slotOf[i]];
    }
    add(slotOf, width, rows, cells);
    for (int slot = FIRST_PRESENT; slot < slots; slot++) {
      flush(totals, cells, slot * width, rows, SidedRows.BOTH);
    }
    for (int code = 0; code < slotOfCode.length; code++) {
      if (slotOfCode[code] > FIRST_PRESENT) {
        show(values, code, cells, slotOfCode[code] * width, rows);
      }
    }
  }

  /// Gives each code a slot: 0 to missing values, the next to those that are not shown.
  private int slots(Values values, int[] slotOfCode) {
    int slots = FIRST_PRESENT + 1;
    for (int code = 0; code < slotOfCode.length; code++) {
      if (values.type(code) != ValueType.MISSING) {
        slotOfCode[code] = sides(ValueHash.of(values, code)) == 0 ? FIRST_PRESENT : slots++;
      }
    }
    return slots;
  }

  /// The sides that show a value, a bit each.
  private int sides(long hash) {
    int sides = 0;
    for (int side = 0; side < SidedRows.SIDES; side++) {
      sides |= ValueCounts.contains(top.get(side), hash) ? 1 << side : 0;
    }
    return sides;
  }

  private void show(Values values, int code, int[] cells, int from, SidedRows rows) {
    Value label = RowFields.label(values.value(code));
    Value key = label instanceof Value.Nil ? NO_SINGLE_VALUE : label;
    @Nullable Cells[] ofValue = shown.computeIfAbsent(key, _ -> new Cells[SidedRows.SIDES]);
    flush(ofValue, cells, from, rows, sides(ValueHash.of(values, code)));
  }

  private void flush(@Nullable Cells[] target, int[] cells, int from, SidedRows rows, int sides) {
    for (int place = 0; place < rows.span() * SidedRows.SIDES; place++) {
      int side = place % SidedRows.SIDES;
      if (cells[from + place] > 0 && (sides >>> side & 1) != 0) {
        add(target, side, rows.first() + place / SidedRows.SIDES, cells[from + place]);
      }
    }
  }

  private void add(@Nullable Cells[] target, int side, int interval, int count) {
    Cells cells = target[side];
    if (cells == null) {
      if (!budget.take(Cells.bytes(intervals))) {
        return;
      }
      cells = new Cells(Reduction.COUNT, intervals);
      target[side] = cells;
    }
    double[] chunk = cells.writable(interval, budget);
    if (chunk != null) {
      chunk[cells.at(interval)] += count;
    }
  }

  Map<Value, @Nullable Cells[]> shown() {
    return shown;
  }

  /// By side how many spans have the attribute; null for none.
  @Nullable Cells[] totals() {
    return totals;
  }
}
