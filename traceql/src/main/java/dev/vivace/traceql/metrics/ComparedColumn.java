package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a comparison has counted of one attribute. While it has few values, all of them are counted
/// by interval. Once they are many, only how often each occurs is counted, and in a second pass, of
/// the most frequent, how often in each interval. For one thread.
final class ComparedColumn {

  static final Value NO_SINGLE_VALUE = new StringValue("nil");

  private static final int FEW_VALUES = 256;
  private static final int FEW_CELLS = 1 << 16;
  private static final int ENTRY_BYTES = 128;
  private static final int FIRST_PRESENT = 1;

  /// Ints of one array; above it most cells would stay empty.
  private static final int MAX_DENSE = 1 << 20;

  private static final @Nullable Cells[] NOWHERE = {};

  private final StateBudget budget;
  private final Scratch scratch;
  private final int intervals;
  private final int fewValues;
  private final List<ComparedValue> values = new ArrayList<>(); // All, or those that are shown.
  private LongIds hashes = new LongIds(); // Of the values, in their order.
  private final @Nullable Cells[] totals = new Cells[SidedRows.SIDES];
  private @Nullable List<ValueCounts> counts; // By side; null while there are few values.
  private List<TopValues> top = List.of(); // By side.

  ComparedColumn(StateBudget budget, int intervals, Scratch scratch) {
    this.budget = budget;
    this.scratch = scratch;
    this.intervals = intervals;
    this.fewValues = Math.min(FEW_VALUES, FEW_CELLS / intervals);
  }

  /// One with the same choice of values, for a part of the second pass.
  ComparedColumn part(StateBudget ofPart, Scratch ofThread) {
    ComparedColumn part = new ComparedColumn(ofPart, intervals, ofThread);
    part.counts = counts;
    part.top = top;
    return part;
  }

  /// Adds what a part has counted in the same pass.
  void merge(ComparedColumn part) {
    boolean isSecondPass = counts != null && counts == part.counts;
    if (!isSecondPass && (counts != null || part.counts != null)) {
      part.addCounts(counts == null ? forgetIntervals() : counts);
      return;
    }
    for (int id = 0; id < part.values.size(); id++) {
      ComparedValue value = part.values.get(id);
      merge(value.cells(), cellsOf(part.hashes.key(id), value.label()));
    }
    merge(part.totals, totals);
    if (!isSecondPass && values.size() > fewValues) {
      forgetIntervals();
    }
  }

  private void merge(@Nullable Cells[] from, @Nullable Cells[] to) {
    for (int side = 0; side < SidedRows.SIDES; side++) {
      Cells ofSide = from[side];
      for (int interval = 0; ofSide != null && interval < intervals; interval++) {
        int count = (int) ofSide.count(interval);
        if (count > 0) {
          add(to, side, interval, count);
        }
      }
    }
  }

  /// The values of an attribute by code, and the codes of [SidedRows] by position. Values of type
  /// MISSING do not count.
  record Column(Values values, int[] codes) {}

  /// Whether there are so many values that a second pass is needed.
  boolean needsSecondPass() {
    return counts != null;
  }

  /// First pass.
  void count(Column column, SidedRows rows) {
    Values all = column.values();
    if (counts == null && all.count() <= fewValues) {
      countFew(column, rows);
    } else {
      countMany(column, rows);
    }
  }

  private void countFew(Column column, SidedRows rows) {
    Values all = column.values();
    int width = rows.span() * SidedRows.SIDES;
    int[] cells = scratch.zeros(Scratch.Use.CELLS, all.count() * width);
    add(column.codes(), width, rows, cells);
    for (int code = 0; code < all.count(); code++) {
      if (all.type(code) != ValueType.MISSING && hasAny(cells, code * width, width)) {
        long hash = ValueHash.of(all, code);
        flush(cellsOf(hash, all, code), cells, code * width, rows, SidedRows.BOTH);
      }
    }
    if (values.size() > fewValues) {
      forgetIntervals();
    }
  }

  private static boolean hasAny(int[] cells, int from, int width) {
    for (int i = from; i < from + width; i++) {
      if (cells[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /// The cells of a value by side; [#NOWHERE] if the budget does not allow them.
  private @Nullable Cells[] cellsOf(long hash, Values all, int code) {
    int known = hashes.find(hash);
    return known < 0 ? newCells(hash, label(all, code)) : values.get(known).cells();
  }

  private @Nullable Cells[] cellsOf(long hash, Value label) {
    int known = hashes.find(hash);
    return known < 0 ? newCells(hash, label) : values.get(known).cells();
  }

  private static Value label(Values all, int code) {
    Value label = RowFields.label(all.value(code));
    return label instanceof Value.Nil ? NO_SINGLE_VALUE : label;
  }

  private @Nullable Cells[] newCells(long hash, Value label) {
    int characters = label instanceof StringValue(var text) ? text.length() : 0;
    if (!budget.take(ENTRY_BYTES + 2L * characters)) {
      return NOWHERE;
    }
    ComparedValue fresh = new ComparedValue(label);
    hashes.id(hash);
    values.add(fresh);
    return fresh.cells();
  }

  /// Turns to counting without intervals, with what was counted so far.
  private List<ValueCounts> forgetIntervals() {
    List<ValueCounts> sides = List.of(new ValueCounts(budget), new ValueCounts(budget));
    addCounts(sides);
    values.clear();
    hashes = new LongIds();
    counts = sides;
    return sides;
  }

  /// Adds how often each value occurred in the first pass.
  private void addCounts(List<ValueCounts> sides) {
    for (int side = 0; side < SidedRows.SIDES; side++) {
      if (counts != null) {
        sides.get(side).addAll(counts.get(side));
      }
      for (int id = 0; id < values.size(); id++) {
        sides.get(side).add(hashes.key(id), values.get(id).total(side));
      }
    }
  }

  private void countMany(Column column, SidedRows rows) {
    List<ValueCounts> sides = counts == null ? forgetIntervals() : counts;
    Values all = column.values();
    int[] ofCode = scratch.zeros(Scratch.Use.CELLS, all.count() * SidedRows.SIDES);
    addTotals(column.codes(), rows, ofCode);
    for (int code = 0; code < all.count(); code++) {
      int baseline = ofCode[code * SidedRows.SIDES];
      int selected = ofCode[code * SidedRows.SIDES + 1];
      if ((baseline | selected) != 0 && all.type(code) != ValueType.MISSING) {
        long hash = ValueHash.of(all, code);
        sides.getFirst().add(hash, baseline);
        sides.getLast().add(hash, selected);
      }
    }
  }

  // Small loops, compiled by themselves.

  private static void add(int[] slotOf, int width, SidedRows rows, int[] cells) {
    int[] places = rows.places();
    int[] weights = rows.weights();
    int count = rows.count();
    if (weights == null) {
      for (int i = 0; i < count; i++) {
        cells[slotOf[i] * width + places[i]]++;
      }
    } else {
      for (int i = 0; i < count; i++) {
        cells[slotOf[i] * width + places[i]] += weights[i];
      }
    }
  }

  /// Counts without intervals.
  private static void addTotals(int[] codes, SidedRows rows, int[] totals) {
    int[] places = rows.places();
    int[] weights = rows.weights();
    int count = rows.count();
    for (int i = 0; i < count; i++) {
      int side = places[i] % SidedRows.SIDES;
      totals[codes[i] * SidedRows.SIDES + side] += weights == null ? 1 : weights[i];
    }
  }

  /// Between the passes: which values are shown.
  ///
  /// @param limit how many of each side
  void choose(long limit) {
    List<ValueCounts> sides = counts;
    if (sides != null) {
      top = sides.stream().map(side -> side.top(limit)).toList();
    }
  }

  /// Second pass, if it is needed.
  void countShown(Column column, SidedRows rows) {
    Values all = column.values();
    int[] slotOfCode = scratch.zeros(Scratch.Use.SLOTS, all.count());
    int slots = slots(column, rows.count(), slotOfCode);
    int width = rows.span() * SidedRows.SIDES;
    if ((long) slots * width > MAX_DENSE) {
      countEach(column, slotOfCode, rows);
      return;
    }
    int[] cells = scratch.zeros(Scratch.Use.CELLS, slots * width);
    int[] slotOf = column.codes();
    for (int i = 0; i < rows.count(); i++) {
      slotOf[i] = slotOfCode[slotOf[i]];
    }
    add(slotOf, width, rows, cells);
    for (int code = 0; code < all.count(); code++) {
      if (slotOfCode[code] > FIRST_PRESENT) {
        long hash = ValueHash.of(all, code);
        int from = slotOfCode[code] * width;
        flush(cellsOf(hash, all, code), cells, from, rows, sides(hash));
      }
    }
    flush(totals, sum(cells, slots, width), 0, rows, SidedRows.BOTH);
  }

  /// Counts row by row, where an array of all cells would be too large.
  private void countEach(Column column, int[] slotOfCode, SidedRows rows) {
    Values all = column.values();
    @Nullable Cells @Nullable [][] ofCode = new Cells[all.count()][];
    int[] places = rows.places();
    int[] weights = rows.weights();
    for (int i = 0; i < rows.count(); i++) {
      int code = column.codes()[i];
      int side = places[i] % SidedRows.SIDES;
      int interval = rows.first() + places[i] / SidedRows.SIDES;
      int count = weights == null ? 1 : weights[i];
      if (slotOfCode[code] >= FIRST_PRESENT) {
        add(totals, side, interval, count);
      }
      long hash = slotOfCode[code] > FIRST_PRESENT ? ValueHash.of(all, code) : 0;
      if (slotOfCode[code] > FIRST_PRESENT && (sides(hash) >>> side & 1) != 0) {
        @Nullable Cells[] cells = ofCode[code];
        if (cells == null) {
          cells = cellsOf(hash, all, code);
          ofCode[code] = cells;
        }
        add(cells, side, interval, count);
      }
    }
  }

  private void add(@Nullable Cells[] target, int side, int interval, int count) {
    if (target != NOWHERE) {
      ComparedValue.add(target, side, interval, count, intervals, budget);
    }
  }

  /// Gives each code that occurs a slot: 0 to missing values, the next to those that are not shown.
  private int slots(Column column, int rows, int[] slotOfCode) {
    Values all = column.values();
    for (int i = 0; i < rows; i++) {
      slotOfCode[column.codes()[i]] = FIRST_PRESENT;
    }
    int slots = FIRST_PRESENT + 1;
    for (int code = 0; code < all.count(); code++) {
      if (all.type(code) == ValueType.MISSING) {
        slotOfCode[code] = 0;
      } else if (slotOfCode[code] != 0 && sides(ValueHash.of(all, code)) != 0) {
        slotOfCode[code] = slots++;
      }
    }
    return slots;
  }

  /// All slots but that of missing values, in the first.
  private static int[] sum(int[] cells, int slots, int width) {
    int[] sums = new int[width];
    for (int i = width; i < slots * width; i++) {
      sums[i % width] += cells[i];
    }
    return sums;
  }

  /// The sides that show a value, a bit each.
  private int sides(long hash) {
    int sides = 0;
    for (int side = 0; side < SidedRows.SIDES; side++) {
      sides |= top.get(side).contains(hash) ? 1 << side : 0;
    }
    return sides;
  }

  private void flush(@Nullable Cells[] target, int[] cells, int from, SidedRows rows, int sides) {
    for (int place = 0; place < rows.span() * SidedRows.SIDES; place++) {
      int side = place % SidedRows.SIDES;
      if (cells[from + place] > 0 && (sides >>> side & 1) != 0) {
        int interval = rows.first() + place / SidedRows.SIDES;
        add(target, side, interval, cells[from + place]);
      }
    }
  }

  /// What is shown: of each side the most frequent values.
  ///
  /// @param limit how many
  List<ComparedValue> shown(long limit) {
    return counts == null ? ComparedValue.mostFrequent(values, limit) : List.copyOf(values);
  }

  /// By interval how many spans of one side have the attribute; null if none has it.
  double @Nullable [] totals(int side) {
    if (counts != null) {
      return samples(totals[side]);
    }
    double[] sums = null;
    for (ComparedValue value : values) {
      Cells ofSide = value.cells()[side];
      if (ofSide != null) {
        sums = sums == null ? new double[intervals] : sums;
        ofSide.addTo(sums);
      }
    }
    return sums;
  }

  /// Counts by interval; null for none.
  double @Nullable [] samples(@Nullable Cells cells) {
    if (cells == null) {
      return null;
    }
    double[] samples = new double[intervals];
    cells.addTo(samples);
    return samples;
  }
}
