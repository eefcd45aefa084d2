package dev.vivace.traceql.metrics;

import dev.vivace.traceql.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was counted for one combination of values: one series before histograms and quantiles are
/// told apart, with cells by bucket or, without buckets, in slot 0. For one thread.
final class Group {

  private static final int OBJECT_BYTES = 160;
  private static final int CHAR_BYTES = 2;

  private final List<Value> values;
  private final @Nullable Cells[] cells;
  private final @Nullable ExemplarPicks[] exemplars;
  private final long sampleBytes;

  /// @param sampleBytes what is made of each slot for an answer takes
  Group(List<Value> values, int slots, long sampleBytes) {
    this.values = values;
    this.sampleBytes = sampleBytes;
    this.cells = new Cells[slots];
    this.exemplars = new ExemplarPicks[slots];
  }

  /// What a group takes before anything is counted.
  static long bytes(List<Value> values, int slots) {
    long bytes = OBJECT_BYTES + 2L * slots * Integer.BYTES;
    for (Value value : values) {
      bytes += Long.BYTES * 3;
      if (value instanceof Value.StringValue(var text)) {
        bytes += OBJECT_BYTES / 4 + (long) CHAR_BYTES * text.length();
      }
    }
    return bytes;
  }

  /// One for each `by`, nil where there is none.
  List<Value> values() {
    return values;
  }

  int slots() {
    return cells.length;
  }

  @Nullable Cells cells(int slot) {
    return cells[slot];
  }

  @Nullable ExemplarPicks exemplars(int slot) {
    return exemplars[slot];
  }

  /// The cells of a slot, made if there are none.
  ///
  /// @return null if the budget does not allow it
  @Nullable Cells cells(int slot, Reduction reduction, int intervals, StateBudget budget) {
    Cells known = cells[slot];
    if (known == null && budget.take(Cells.bytes(intervals) + sampleBytes)) {
      known = new Cells(reduction, intervals);
      cells[slot] = known;
    }
    return known;
  }

  /// @param parts slots of time into which the range is divided
  ExemplarPicks exemplarsMade(int slot, int parts) {
    ExemplarPicks known = exemplars[slot];
    if (known == null) {
      known = new ExemplarPicks(parts);
      exemplars[slot] = known;
    }
    return known;
  }
}
