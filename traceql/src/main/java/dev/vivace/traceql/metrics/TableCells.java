package dev.vivace.traceql.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the rows of one table into groups: in an array of all cells if they are few, else group
/// by group. For one thread.
final class TableCells {

  /// Doubles of one array; above it most cells would stay empty.
  private static final int MAX_DENSE = 1 << 18;

  private final Reduction reduction;
  private final int slots;
  private final int intervals;
  private final Groups groups;
  private final StateBudget budget;
  private final Scratch scratch;
  private double[] dense = new double[0];

  /// @param slots cells of one group and interval
  TableCells(
      Reduction reduction,
      int slots,
      int intervals,
      Groups groups,
      StateBudget budget,
      Scratch scratch) {
    this.scratch = scratch;
    this.reduction = reduction;
    this.slots = slots;
    this.intervals = intervals;
    this.groups = groups;
    this.budget = budget;
  }

  /// Adds all rows.
  ///
  /// @param slotOf the slot of each counted row, [Argument#NO_BUCKET] to leave it out; null for
  ///   slot 0
  /// @param numbers the value of each, NaN to leave it out; null if only rows are counted
  /// @return by key its group, null if it has no rows or the budget did not allow one
  @Nullable Group[] add(
      CountedRows counted, GroupKeys keys, byte @Nullable [] slotOf, double @Nullable [] numbers) {
    long length = (long) keys.count() * slots * counted.span() * reduction.width();
    return length <= MAX_DENSE
        ? addDense((int) length, counted, keys, slotOf, numbers)
        : addEach(counted, keys, slotOf, numbers);
  }

  /// Adds how many spans there were by interval, whatever their values.
  ///
  /// @return their group, null if there are none or the budget did not allow it
  @Nullable Group add(int[] counts) {
    Group group = null;
    for (int interval = 0; interval < counts.length; interval++) {
      if (counts[interval] > 0) {
        group = group == null ? groups.get(List.of()) : group;
        addOne(group, 0, interval, counts[interval]);
      }
    }
    return group;
  }

  /// Adds what a group has counted to one with equal values.
  void merge(Group from, Group to) {
    for (int slot = 0; slot < slots; slot++) {
      Cells cells = from.cells(slot);
      for (int interval = 0; cells != null && interval < intervals; interval++) {
        double[] chunk = cells.readable(interval);
        if (chunk != null && !reduction.isEmpty(chunk, cells.at(interval))) {
          merge(to, slot, interval, chunk, cells.at(interval));
        }
      }
    }
  }

  private @Nullable Group[] addDense(
      int length,
      CountedRows counted,
      GroupKeys keys,
      byte @Nullable [] slotOf,
      double @Nullable [] numbers) {
    if (dense.length < length) {
      dense = new double[length];
    }
    double[] cells = dense;
    Arrays.fill(cells, 0, length, reduction.empty());
    addAll(places(counted, keys, slotOf), counted.count(), numbers, cells);
    return flush(cells, counted, keys);
  }

  private void addAll(int[] places, int count, double @Nullable [] numbers, double[] cells) {
    if (numbers == null) {
      count(places, count, cells);
      return;
    }
    switch (reduction) {
      case MIN -> min(places, count, numbers, cells);
      case MAX -> max(places, count, numbers, cells);
      case SUM -> sum(places, count, numbers, cells);
      case COUNT -> throw new IllegalStateException("values are not counted");
    }
  }

  /// Of each row the place of its cell; −1 for rows that are left out.
  private int[] places(CountedRows counted, GroupKeys keys, byte @Nullable [] slotOf) {
    int[] places = scratch.ints(Scratch.Use.PLACES, counted.count());
    int[] keyOf = keys.keys();
    int[] intervalOf = counted.intervals();
    int first = counted.first();
    int span = counted.span();
    if (slotOf == null) {
      for (int i = 0; i < counted.count(); i++) {
        places[i] = keyOf[i] * span + intervalOf[i] - first;
      }
    } else {
      for (int i = 0; i < counted.count(); i++) {
        places[i] =
            slotOf[i] < 0 ? -1 : (keyOf[i] * slots + slotOf[i]) * span + intervalOf[i] - first;
      }
    }
    return places;
  }

  // One small loop each, compiled by itself.

  private static void count(int[] places, int count, double[] cells) {
    for (int i = 0; i < count; i++) {
      if (places[i] >= 0) {
        cells[places[i]]++;
      }
    }
  }

  private static void min(int[] places, int count, double[] numbers, double[] cells) {
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(numbers[i])) {
        Reduction.min(cells, places[i], numbers[i]);
      }
    }
  }

  private static void max(int[] places, int count, double[] numbers, double[] cells) {
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(numbers[i])) {
        Reduction.max(cells, places[i], numbers[i]);
      }
    }
  }

  private static void sum(int[] places, int count, double[] numbers, double[] cells) {
    for (int i = 0; i < count; i++) {
      if (!Double.isNaN(numbers[i])) {
        Reduction.sum(cells, places[i] * Reduction.SUM.width(), numbers[i], 1);
      }
    }
  }

  private @Nullable Group[] flush(double[] cells, CountedRows counted, GroupKeys keys) {
    @Nullable Group[] groupOf = new Group[keys.count()];
    int span = counted.span();
    for (int key = 0; key < groupOf.length; key++) {
      for (int slot = 0; slot < slots; slot++) {
        int from = (key * slots + slot) * span;
        for (int i = 0; i < span; i++) {
          int at = (from + i) * reduction.width();
          if (!reduction.isEmpty(cells, at)) {
            groupOf[key] = groupOf[key] == null ? groups.get(keys.values(key)) : groupOf[key];
            merge(groupOf[key], slot, counted.first() + i, cells, at);
          }
        }
      }
    }
    return groupOf;
  }

  private void merge(@Nullable Group group, int slot, int interval, double[] cells, int at) {
    Cells series = group == null ? null : group.cells(slot, reduction, intervals, budget);
    double[] chunk = series == null ? null : series.writable(interval, budget);
    if (series != null && chunk != null) {
      reduction.merge(chunk, series.at(interval), cells, at);
    }
  }

  private @Nullable Group[] addEach(
      CountedRows counted, GroupKeys keys, byte @Nullable [] slotOf, double @Nullable [] numbers) {
    @Nullable Group[] groupOf = new Group[keys.count()];
    boolean[] isKnown = new boolean[keys.count()];
    for (int i = 0; i < counted.count(); i++) {
      int slot = slotOf == null ? 0 : slotOf[i];
      double number = numbers == null ? 1 : numbers[i];
      if (slot < 0 || Double.isNaN(number)) {
        continue;
      }
      int key = keys.keys()[i];
      if (!isKnown[key]) {
        isKnown[key] = true;
        groupOf[key] = groups.get(keys.values(key));
      }
      addOne(groupOf[key], slot, counted.intervals()[i], number);
    }
    return groupOf;
  }

  private void addOne(@Nullable Group group, int slot, int interval, double number) {
    Cells series = group == null ? null : group.cells(slot, reduction, intervals, budget);
    double[] chunk = series == null ? null : series.writable(interval, budget);
    if (series != null && chunk != null) {
      reduction.add(chunk, series.at(interval), number);
    }
  }
}
