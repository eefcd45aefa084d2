package dev.vivace.querier.tags;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.Values;
import org.jspecify.annotations.Nullable;

/// Takes the values of one attribute or intrinsic from tables.
final class TargetValues {

  private static final String SERVICE_NAME = "service.name";

  private final TagTarget target;
  private final ValueCollector values;

  TargetValues(TagTarget target, ValueCollector values) {
    this.target = target;
    this.values = values;
  }

  /// @param rows the spans that count; null if all do
  void take(SpanTable table, long @Nullable [] rows) {
    switch (target.reference()) {
      case Attribute(var scope, var key) when scope == Scope.UNSCOPED -> {
        column(column(table, Scope.SPAN, key), rows);
        column(column(table, Scope.RESOURCE, key), rows);
      }
      case Attribute(var scope, var key) ->
          column(column(table, scope, key), rows(table, scope, rows));
      case IntrinsicField(var intrinsic) -> intrinsic(table, intrinsic, rows);
    }
  }

  /// The column of an attribute; null if there is none.
  static @Nullable CodedColumn column(SpanTable table, Scope scope, String key) {
    return switch (scope) {
      case EVENT -> table.events().attribute(key);
      case LINK -> table.links().attribute(key);
      case SPAN, RESOURCE, INSTRUMENTATION -> table.attribute(scope, key);
      case UNSCOPED, PARENT, PARENT_SPAN, PARENT_RESOURCE -> null;
    };
  }

  private static long @Nullable [] rows(SpanTable table, Scope scope, long @Nullable [] rows) {
    return switch (scope) {
      case EVENT -> SpanRows.owned(table.events(), rows);
      case LINK -> SpanRows.owned(table.links(), rows);
      default -> rows;
    };
  }

  /// Statuses and kinds have fixed lists, which need no table; ids and most numbers have none.
  private void intrinsic(SpanTable table, Intrinsic intrinsic, long @Nullable [] rows) {
    switch (intrinsic) {
      case NAME -> texts(table.names(), rows);
      case STATUS_MESSAGE -> texts(table.statusMessages(), rows);
      case INSTRUMENTATION_NAME -> texts(table.scopeNames(), rows);
      case INSTRUMENTATION_VERSION -> texts(table.scopeVersions(), rows);
      case EVENT_NAME -> texts(table.events().names(), SpanRows.owned(table.events(), rows));
      case ROOT_NAME -> texts(table.names(), roots(table, rows));
      case ROOT_SERVICE_NAME ->
          column(column(table, Scope.RESOURCE, SERVICE_NAME), roots(table, rows));
      case TRACE_DURATION -> {
        if (target.isListed()) {
          numbers(table.facts().durations(), SpanRows.traces(table, rows));
        }
      }
      case EVENT_TIME_SINCE_START ->
          numbers(table.events().timesSinceStart(), SpanRows.owned(table.events(), rows));
      default -> {
        // Nothing to complete.
      }
    }
  }

  private void column(@Nullable CodedColumn column, long @Nullable [] rows) {
    if (column != null) {
      Values from = column.values();
      SpanRows.eachCode(column, rows, code -> values.add(from, code));
    }
  }

  /// As a column, but an empty text stands for none.
  private void texts(CodedColumn column, long @Nullable [] rows) {
    Values from = column.values();
    SpanRows.eachCode(
        column,
        rows,
        code -> {
          if (from.length(code) > 0) {
            values.add(from, code);
          }
        });
  }

  private void numbers(long[] numbers, long @Nullable [] rows) {
    for (int row = 0; row < numbers.length && !values.isFull(); row++) {
      if (rows == null || Bits.get(rows, row)) {
        values.add(TagValue.Type.INT, Long.toString(numbers[row]));
      }
    }
  }

  /// The roots of the traces that have a chosen span.
  private static long[] roots(SpanTable table, long @Nullable [] rows) {
    long[] traces = SpanRows.traces(table, rows);
    long[] roots = Bits.none(table.rowCount());
    for (int trace = 0; trace < table.traceCount(); trace++) {
      int root = table.facts().roots()[trace];
      if (root >= 0 && (traces == null || Bits.get(traces, trace))) {
        Bits.set(roots, root);
      }
    }
    return roots;
  }
}
