package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.metrics.ExemplarPicks.Pick;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Chooses exemplars while tables are counted (specification 9.7): of each trace one of its counted
/// spans at most. Of large tables every n-th trace is asked; the others only for series that got
/// nothing by that. For one thread.
final class ExemplarSampler {

  private static final long NANOS_A_MILLI = 1_000_000;
  private static final int PICK_BYTES = 320;
  private static final int ASKED_FOR_EACH = 2;
  private static final int MIN_ASKED = 64;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final Reference TRACE_ID = new IntrinsicField(Intrinsic.TRACE_ID);

  private final TimeAxis axis;
  private final List<Reference> shown;
  private final StateBudget budget;
  private final int exemplars;
  private final int slots;
  private final int askedTraces;
  private final double slotsANano;

  /// @param exemplars how many are wanted of a series, at least 1
  /// @param shown what the labels tell of a span, besides its trace
  ExemplarSampler(TimeAxis axis, int exemplars, List<Reference> shown, StateBudget budget) {
    this.axis = axis;
    this.shown = shown.stream().filter(one -> !one.equals(TRACE_ID)).distinct().toList();
    this.budget = budget;
    this.exemplars = exemplars;
    this.slots = Math.max(1, exemplars / 2);
    this.askedTraces = Math.max(MIN_ASKED, exemplars * ASKED_FOR_EACH);
    this.slotsANano = slots / (double) axis.lengthNanos();
  }

  /// One for a part of the run, with a budget of its own.
  ExemplarSampler part(StateBudget ofPart) {
    return new ExemplarSampler(axis, exemplars, shown, ofPart);
  }

  /// Lets the exemplars of a group stand with those of one with equal values.
  void merge(Group from, Group to) {
    for (int series = 0; series < from.slots(); series++) {
      ExemplarPicks picks = from.exemplars(series);
      if (picks != null) {
        ExemplarPicks known = to.exemplarsMade(series, slots);
        picks.forEach((slot, pick) -> keep(known, slot, pick));
      }
    }
  }

  /// The counted rows of one table.
  ///
  /// @param groupOf by key; null where nothing is kept
  /// @param slotOf slot of each counted row, below 0 if it does not count; null for slot 0
  /// @param numbers the value of the row at a position, NaN if it does not count; null if there are
  ///   none
  /// @param isSlotSeries whether each slot is a series of its own
  record Counted(
      RowFields fields,
      CountedRows rows,
      GroupKeys keys,
      @Nullable Group[] groupOf,
      byte @Nullable [] slotOf,
      @Nullable IntToDoubleFunction numbers,
      boolean isSlotSeries) {

    private boolean counts(int at) {
      return (slotOf == null || slotOf[at] >= 0)
          && (numbers == null || !Double.isNaN(numbers.applyAsDouble(at)))
          && groupOf[keys.keys()[at]] != null;
    }

    private double number(int at) {
      return numbers == null ? Double.NaN : numbers.applyAsDouble(at);
    }

    private boolean hasExemplars(int at) {
      Group group = groupOf[keys.keys()[at]];
      return group != null && group.exemplars(series(at)) != null;
    }

    /// Whether some series may have none yet.
    private boolean lacksExemplars() {
      for (Group group : groupOf) {
        if (group != null && (isSlotSeries || group.exemplars(0) == null)) {
          return true;
        }
      }
      return false;
    }

    /// Which of its group's series a row belongs to.
    private int series(int at) {
      return slotOf == null || !isSlotSeries ? 0 : slotOf[at];
    }
  }

  /// Chooses among the rows of a table.
  void choose(Counted counted) {
    SpanTable table = counted.fields().table();
    int step = step(table);
    int first = first(table, step);
    List<Pick> fresh = new ArrayList<>();
    for (int trace = first; trace < table.traceCount(); trace += step) {
      ask(counted, trace, fresh);
    }
    if (step > 1 && counted.lacksExemplars()) {
      askOthers(counted, first, step, fresh);
    }
    describe(counted.fields(), fresh);
  }

  private int step(SpanTable table) {
    return Math.max(1, table.traceCount() / askedTraces);
  }

  private static int first(SpanTable table, int step) {
    return step == 1 ? 0 : Math.floorMod(table.traceLow(0), step);
  }

  /// Of some rows those of traces that are asked.
  long[] asked(SpanTable table, long[] kept) {
    long[] asked = Bits.none(table.rowCount());
    int step = step(table);
    for (int trace = first(table, step); trace < table.traceCount(); trace += step) {
      for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
        if (Bits.get(kept, row)) {
          Bits.set(asked, row);
        }
      }
    }
    return asked;
  }

  private void ask(Counted counted, int trace, List<Pick> fresh) {
    int[] rows = counted.rows().rows();
    int[] firstRows = counted.fields().table().firstRows();
    int count = counted.rows().count();
    int from = position(rows, count, firstRows[trace]);
    int end = position(rows, count, firstRows[trace + 1]);
    long hash = hash(counted.fields().table(), trace);
    int at = chosen(counted, hash, from, end);
    if (at >= 0) {
      offer(counted, at, ValueHash.mix(hash), fresh);
    }
  }

  /// Where in the `count` ascending `rows` the first is that is not before `row`.
  private static int position(int[] rows, int count, int row) {
    int found = Arrays.binarySearch(rows, 0, count, row);
    return found < 0 ? -found - 1 : found;
  }

  private static long hash(SpanTable table, int trace) {
    return ValueHash.mix(table.traceHigh(trace) * MULTIPLIER ^ table.traceLow(trace));
  }

  /// A random one of a trace's rows that count; −1 if there is none.
  private static int chosen(Counted counted, long hash, int from, int end) {
    int count = end - from;
    int offset = (int) (((hash >>> 33) * count) >>> 31);
    for (int i = 0; i < count; i++) {
      int at = from + (offset + i) % count;
      if (counted.counts(at)) {
        return at;
      }
    }
    return -1;
  }

  /// Asks traces that were not asked before, for series without any exemplar.
  private void askOthers(Counted counted, int first, int step, List<Pick> fresh) {
    int lastTrace = -1;
    for (int at = 0; at < counted.rows().count(); at++) {
      if (counted.counts(at) && !counted.hasExemplars(at)) {
        int trace = counted.fields().traceOf(counted.rows().rows()[at]);
        if (trace != lastTrace && Math.floorMod(trace - first, step) != 0) {
          lastTrace = trace;
          offer(counted, at, hash(counted.fields().table(), trace), fresh);
        }
      }
    }
  }

  private void offer(Counted counted, int at, long rank, List<Pick> fresh) {
    Group group = counted.groupOf()[counted.keys().keys()[at]];
    if (group == null) {
      return;
    }
    int row = counted.rows().rows()[at];
    long startNanos = counted.fields().table().starts()[row];
    int slot = Math.min(slots - 1, (int) ((startNanos - axis.startNanos() - 1) * slotsANano));
    ExemplarPicks picks = group.exemplarsMade(counted.series(at), slots);
    if (picks.isWanted(slot, rank)) {
      Pick pick = new Pick(rank, row, counted.rows().intervals()[at], counted.number(at));
      if (keep(picks, slot, pick)) {
        fresh.add(pick);
      }
    }
  }

  private boolean keep(ExemplarPicks picks, int slot, Pick pick) {
    if (!picks.isWanted(slot, pick.rank()) || !budget.takeSpare(PICK_BYTES)) {
      return false;
    }
    if (picks.add(slot, pick) != null) {
      budget.giveBack(PICK_BYTES);
    }
    return true;
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
