package dev.vivace.traceql.metrics;

import dev.vivace.traceql.value.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One value of an attribute in a comparison.
///
/// @param label as series show it
/// @param cells by side how often it occurs by interval; null for never
record ComparedValue(Value label, @Nullable Cells[] cells) {

  ComparedValue(Value label) {
    this(label, new Cells[SidedRows.SIDES]);
  }

  /// Adds occurrences in one interval; they are left out when the budget is used up.
  static void add(
      @Nullable Cells[] cells,
      int side,
      int interval,
      double count,
      int intervals,
      StateBudget budget) {
    Cells ofSide = cells[side];
    if (ofSide == null) {
      if (!budget.take(Cells.bytes(intervals) + Cells.sampleBytes(intervals))) {
        return;
      }
      ofSide = new Cells(Reduction.COUNT, intervals);
      cells[side] = ofSide;
    }
    double[] chunk = ofSide.writable(interval, budget);
    if (chunk != null) {
      chunk[ofSide.at(interval)] += count;
    }
  }

  /// How often it occurs on one side.
  long total(int side) {
    Cells ofSide = cells[side];
    return ofSide == null ? 0 : (long) ofSide.total();
  }

  /// Of each side the most frequent values; a value has only the sides on which it is one of them.
  static List<ComparedValue> mostFrequent(List<ComparedValue> values, long limit) {
    List<ComparedValue> shown = new ArrayList<>();
    for (int i = 0; i < SidedRows.SIDES; i++) {
      int side = i;
      values.stream()
          .filter(value -> value.cells[side] != null)
          .sorted(Comparator.comparingLong((ComparedValue value) -> value.total(side)).reversed())
          .limit(limit)
          .map(value -> value.onOneSide(side))
          .forEach(shown::add);
    }
    return shown;
  }

  private ComparedValue onOneSide(int side) {
    ComparedValue one = new ComparedValue(label);
    one.cells[side] = cells[side];
    return one;
  }
}
