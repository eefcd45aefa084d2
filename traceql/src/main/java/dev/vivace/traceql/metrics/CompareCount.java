package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.field.Field;
import dev.vivace.traceql.field.Field.Coded;
import dev.vivace.traceql.field.Field.OfRoot;
import dev.vivace.traceql.metrics.ComparedColumn.Column;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts for `compare` (specification 9.6). Of attributes with many values a first pass finds out
/// which are the most frequent over all tables, and a second counts these by interval. For one
/// thread.
final class CompareCount implements LeafCount {

  private static final byte[] NO_BYTES = {};
  private static final String TYPE = "__meta_type";
  private static final List<String> SIDES = List.of("baseline", "selection");
  private static final List<Scope> SCOPES =
      List.of(Scope.SPAN, Scope.RESOURCE, Scope.INSTRUMENTATION);
  private static final List<Intrinsic> INTRINSICS =
      List.of(
          Intrinsic.NAME,
          Intrinsic.KIND,
          Intrinsic.STATUS,
          Intrinsic.STATUS_MESSAGE,
          Intrinsic.ROOT_NAME,
          Intrinsic.ROOT_SERVICE_NAME,
          Intrinsic.INSTRUMENTATION_NAME,
          Intrinsic.INSTRUMENTATION_VERSION);

  private final SearchPlan body;
  private final SearchPlan selection;
  private final Compare compare;
  private final TimeAxis axis;
  private final StateBudget budget;
  private final Map<Reference, ComparedColumn> columns = new LinkedHashMap<>();
  private final Scratch scratch = new Scratch();
  private boolean isBegun;
  private boolean isChosen;

  /// @param selection finds those of the spans of `body` that are selected
  CompareCount(
      SearchPlan body, SearchPlan selection, Compare compare, TimeAxis axis, StateBudget budget) {
    this.body = body;
    this.selection = selection;
    this.compare = compare;
    this.axis = axis;
    this.budget = budget;
  }

  @Override
  public int passes() {
    boolean isSecondNeeded =
        !isBegun || columns.values().stream().anyMatch(ComparedColumn::needsSecondPass);
    return isSecondNeeded ? 2 : 1;
  }

  @Override
  public void add(int pass, SpanTable table, QueryGuard guard) {
    isBegun = true;
    if (pass > 0) {
      choose();
    }
    long[] kept = body.run(table, TimeWindow.ALL, guard).rows();
    CountedRows counted = CountedRows.of(kept, table, axis, scratch);
    if (counted.count() == 0) {
      return;
    }
    long[] selected = selection.run(table, TimeWindow.ALL, guard).rows();
    long[] starts = table.starts();
    SidedRows rows =
        SidedRows.of(counted, row -> Bits.get(selected, row) && isInBox(starts[row]), scratch);
    count(pass, table, rows, guard);
  }

  /// Whether a start is in the query's box, if it has one.
  private boolean isInBox(long startNanos) {
    return compare.endNanos() == 0
        || (Long.compareUnsigned(startNanos, compare.startNanos()) > 0
            && Long.compareUnsigned(startNanos, compare.endNanos()) <= 0);
  }

  @Override
  public CompareCount part(int pass, StateBudget ofPart) {
    CompareCount part = new CompareCount(body, selection, compare, axis, ofPart);
    if (pass > 0) {
      choose();
      part.isChosen = true;
      columns.forEach(
          (reference, column) -> part.columns.put(reference, column.part(ofPart, part.scratch)));
    }
    return part;
  }

  @Override
  public void merge(LeafCount part) {
    if (!(part instanceof CompareCount other)) {
      throw new IllegalArgumentException("a part of another query");
    }
    isBegun |= other.isBegun;
    other.columns.forEach((reference, column) -> column(reference).merge(column));
  }

  private ComparedColumn column(Reference reference) {
    return columns.computeIfAbsent(
        reference, _ -> new ComparedColumn(budget, axis.intervals(), scratch));
  }

  private void choose() {
    if (!isChosen) {
      columns.values().forEach(column -> column.choose(compare.topCount()));
      isChosen = true;
    }
  }

  private void count(int pass, SpanTable table, SidedRows rows, QueryGuard guard) {
    RowFields fields = new RowFields(table);
    SidedRows byResource = rows.byCode(table.resources());
    for (Scope scope : SCOPES) {
      for (String key : table.keys(scope)) {
        guard.check();
        SidedRows ofScope = scope == Scope.RESOURCE ? byResource : rows;
        count(pass, new Attribute(scope, key), fields, ofScope);
      }
    }
    for (Intrinsic intrinsic : INTRINSICS) {
      guard.check();
      count(pass, new IntrinsicField(intrinsic), fields, rows);
    }
  }

  private void count(int pass, Reference reference, RowFields fields, SidedRows rows) {
    ComparedColumn counts = column(reference);
    boolean isSecond = pass > 0;
    if (isSecond && !counts.needsSecondPass()) {
      return;
    }
    Column column = column(fields, fields.field(reference), rows);
    if (column != null && isSecond) {
      counts.countShown(column, rows);
    } else if (column != null) {
      counts.count(column, rows);
    }
  }

  private @Nullable Column column(RowFields fields, Field field, SidedRows rows) {
    int[] codes = scratch.ints(Scratch.Use.CODES, rows.count());
    return switch (field) {
      case Coded(var column) -> {
        column.codes().gather(rows.rows(), rows.count(), codes);
        yield new Column(column.values(), codes);
      }
      case OfRoot(var column, var roots) -> {
        int[] codeOfTrace = new int[roots.length];
        Values texts = ofRoots(column, roots, codeOfTrace);
        for (int i = 0; i < rows.count(); i++) {
          codes[i] = codeOfTrace[fields.traceOf(rows.rows()[i])];
        }
        yield new Column(texts, codes);
      }
      default -> null;
    };
  }

  /// The texts that roots have in a column; an empty one where there is none.
  private static Values ofRoots(@Nullable CodedColumn column, int[] roots, int[] codeOfTrace) {
    Values.Builder texts = new Values.Builder();
    texts.addText(NO_BYTES, 0, 0);
    if (column != null) {
      Values values = column.values();
      int[] textOfCode = new int[values.count()];
      for (int trace = 0; trace < roots.length; trace++) {
        int code = roots[trace] < 0 ? -1 : column.codes().get(roots[trace]);
        if (code >= 0 && values.type(code) == ValueType.STRING) {
          textOfCode[code] =
              textOfCode[code] > 0
                  ? textOfCode[code]
                  : texts.addText(values.bytes(code), values.offset(code), values.length(code));
          codeOfTrace[trace] = textOfCode[code];
        }
      }
    }
    return texts.build();
  }

  @Override
  public List<TimeSeries> series(int fromInterval) {
    List<TimeSeries> series = new ArrayList<>();
    columns.forEach(
        (reference, column) -> {
          String key = CanonicalText.of(reference);
          List<ComparedValue> shown = column.shown(compare.topCount());
          for (int side = 0; side < SidedRows.SIDES; side++) {
            String name = SIDES.get(side);
            for (ComparedValue value : shown) {
              add(name, key, value.label(), column.samples(value.cells()[side]), series);
            }
            add(name + "_total", key, ComparedColumn.NO_SINGLE_VALUE, column.totals(side), series);
          }
        });
    return series;
  }

  private static void add(
      String type, String key, Value value, double @Nullable [] samples, List<TimeSeries> series) {
    if (samples != null) {
      List<SeriesLabel> labels =
          List.of(new SeriesLabel(TYPE, new StringValue(type)), new SeriesLabel(key, value));
      series.add(new TimeSeries(labels, samples, List.of()));
    }
  }
}
