package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.legacy.LegacyCondition;
import dev.vivace.traceql.legacy.LegacyCondition.AttributeEquals;
import dev.vivace.traceql.legacy.LegacyCondition.Contains;
import dev.vivace.traceql.legacy.LegacyCondition.HttpStatusIs;
import dev.vivace.traceql.legacy.LegacyCondition.StatusIs;
import dev.vivace.traceql.legacy.LegacySearch;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StatusValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A search by tags, ready to run over tables (specification 13). Immutable; any thread may use it.
public final class TagPlan implements TablePlan {

  private static final long NANOS_A_MILLI = 1_000_000;
  private static final SeenTypes NO_TYPES =
      SeenTypes.of(
          new Query(
              new Pipeline(List.of(new SpansetFilter(new Literal(new BoolValue(true))))),
              null,
              List.of()));

  private final LegacySearch search;

  public TagPlan(LegacySearch search) {
    this.search = search;
  }

  @Override
  public TableMatches run(SpanTable table, TimeWindow window, QueryGuard guard) {
    FieldTests tests = new FieldTests(new Fields(table), NO_TYPES, new PatternCache(), guard);
    long[] candidates = Candidates.of(table, window);
    keepTraces(table, candidates, trace -> isLongEnough(table, trace));
    List<long[]> onOneResource = new ArrayList<>();
    for (LegacyCondition condition : search.conditions()) {
      long[] rows = select(condition, tests, candidates);
      if (condition instanceof AttributeEquals) {
        onOneResource.add(rows);
      } else {
        keepTraces(table, candidates, trace -> hasAny(table, trace, rows));
      }
    }
    if (!onOneResource.isEmpty()) {
      keepTraces(table, candidates, trace -> meetOnOneResource(table, trace, onOneResource));
    }
    return new TableMatches(table, candidates);
  }

  private interface TraceTest {
    boolean holds(int trace);
  }

  /// Clears the rows of traces that fail a test.
  private static void keepTraces(SpanTable table, long[] rows, TraceTest test) {
    for (int trace = 0; trace < table.traceCount(); trace++) {
      if (hasAny(table, trace, rows) && !test.holds(trace)) {
        for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
          Bits.clear(rows, row);
        }
      }
    }
  }

  private static boolean hasAny(SpanTable table, int trace, long[] rows) {
    return Bits.next(rows, table.firstRow(trace), table.firstRow(trace + 1)) >= 0;
  }

  private boolean isLongEnough(SpanTable table, int trace) {
    long millis = table.facts().durations()[trace] / NANOS_A_MILLI;
    return millis >= search.minDurationMillis() && millis <= search.maxDurationMillis();
  }

  private static long[] select(LegacyCondition condition, FieldTests tests, long[] candidates) {
    return switch (condition) {
      case Contains(var place, var text) ->
          tests.select(place, new TextTest(text, true), candidates);
      case HttpStatusIs(var code) ->
          tests.select(
              new Attribute(Scope.SPAN, "http.status_code"), equal(new IntValue(code)), candidates);
      case StatusIs(var status) ->
          tests.select(
              new IntrinsicField(Intrinsic.STATUS), equal(new StatusValue(status)), candidates);
      case AttributeEquals(var key, var text) -> {
        long[] rows =
            tests.select(new Attribute(Scope.SPAN, key), new TextTest(text, false), candidates);
        Bits.or(
            rows,
            tests.select(
                new Attribute(Scope.RESOURCE, key), new TextTest(text, false), candidates));
        yield rows;
      }
    };
  }

  private static CodeTest equal(Value value) {
    return new ScalarTest(value);
  }

  /// Whether all conditions hold within the spans of one resource, not necessarily on one span.
  private static boolean meetOnOneResource(SpanTable table, int trace, List<long[]> conditions) {
    Codes resources = table.resources();
    Set<Integer> left = null;
    for (long[] rows : conditions) {
      Set<Integer> found = new HashSet<>();
      for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
        if (Bits.get(rows, row)) {
          found.add(resources.get(row));
        }
      }
      if (left != null) {
        found.retainAll(left);
      }
      if (found.isEmpty()) {
        return false;
      }
      left = found;
    }
    return true;
  }
}
