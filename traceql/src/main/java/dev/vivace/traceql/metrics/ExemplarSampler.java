package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.metrics.ExemplarPicks.Pick;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses exemplars while tables are counted (specification 9.7): of each trace one of its counted
/// spans at most. For one thread.
final class ExemplarSampler {

  private static final long NANOS_A_MILLI = 1_000_000;
  private static final int PICK_BYTES = 320;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final Reference TRACE_ID = new IntrinsicField(Intrinsic.TRACE_ID);

  private final TimeAxis axis;
  private final List<Reference> shown;
  private final StateBudget budget;
  private final double slotsANano;

  /// @param exemplars how many are wanted of a series, at least 1
  /// @param shown what the labels tell of a span, besides its trace
  ExemplarSampler(TimeAxis axis, int exemplars, List<Reference> shown, StateBudget budget) {
    this.axis = axis;
    this.shown = shown.stream().filter(one -> !one.equals(TRACE_ID)).distinct().toList();
    this.budget = budget;
    this.slotsANano = Math.max(1, exemplars / 2) / (double) axis.lengthNanos();
  }

  /// Chooses among the rows of a table.
  ///
  /// @param groupOf by key; null where nothing is kept
  /// @param slotOf slot of each counted row, below 0 if it does not count; null for slot 0
  /// @param numbers the value of each, NaN if it does not count; null if there are none
  /// @param isSlotSeries whether each slot is a series of its own
  void choose(
      RowFields fields,
      CountedRows counted,
      GroupKeys keys,
      @Nullable Group[] groupOf,
      byte @Nullable [] slotOf,
      double @Nullable [] numbers,
      boolean isSlotSeries) {
    SpanTable table = fields.table();
    int[] rows = counted.rows();
    int[] firstRows = table.firstRows();
    List<Pick> fresh = new ArrayList<>();
    int trace = 0;
    for (int from = 0; from < rows.length; ) {
      while (firstRows[trace + 1] <= rows[from]) {
        trace++;
      }
      int end = from + 1;
      while (end < rows.length && rows[end] < firstRows[trace + 1]) {
        end++;
      }
      long hash = ValueHash.mix(table.traceHigh(trace) * MULTIPLIER ^ table.traceLow(trace));
      int at = chosen(hash, from, end, slotOf, numbers);
      Group group = at < 0 ? null : groupOf[keys.keys()[at]];
      if (group != null) {
        int slot = slotOf == null || !isSlotSeries ? 0 : slotOf[at];
        double number = numbers == null ? Double.NaN : numbers[at];
        Pick pick = new Pick(ValueHash.mix(hash), rows[at], counted.intervals()[at], number);
        offer(group.exemplarsMade(slot), table.starts()[rows[at]], pick, fresh);
      }
      from = end;
    }
    describe(fields, fresh);
  }

  private static int chosen(
      long hash, int from, int end, byte @Nullable [] slotOf, double @Nullable [] numbers) {
    int count = end - from;
    int offset = (int) (((hash >>> 33) * count) >>> 31);
    for (int i = 0; i < count; i++) {
      int at = from + (offset + i) % count;
      boolean counts =
          (slotOf == null || slotOf[at] >= 0) && (numbers == null || !Double.isNaN(numbers[at]));
      if (counts) {
        return at;
      }
    }
    return -1;
  }

  private void offer(ExemplarPicks picks, long startNanos, Pick pick, List<Pick> fresh) {
    int slot = (int) ((startNanos - axis.startNanos() - 1) * slotsANano);
    if (picks.isWanted(slot, pick.rank()) && budget.take(PICK_BYTES)) {
      Pick dropped = picks.add(slot, pick);
      if (dropped != null) {
        budget.giveBack(PICK_BYTES);
      }
      fresh.add(pick);
    }
  }

  private void describe(RowFields fields, List<Pick> fresh) {
    for (Pick pick : fresh) {
      if (!pick.isDropped()) {
        long start = fields.table().starts()[pick.row()];
        pick.describe(labels(fields, pick.row()), start / NANOS_A_MILLI);
      }
    }
  }

  private List<SeriesLabel> labels(RowFields fields, int row) {
    List<SeriesLabel> labels = new ArrayList<>(shown.size() + 1);
    labels.add(label(TRACE_ID, fields.value(fields.field(TRACE_ID), row)));
    for (Reference reference : shown) {
      Value value = RowFields.label(fields.value(fields.field(reference), row));
      if (!(value instanceof Nil)) {
        labels.add(label(reference, value));
      }
    }
    return labels;
  }

  private static SeriesLabel label(Reference reference, Value value) {
    return new SeriesLabel(CanonicalText.of(reference), value);
  }
}
