package dev.vivace.traceql.field;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.field.Field.Coded;
import dev.vivace.traceql.field.Field.Computed;
import dev.vivace.traceql.field.Field.Durations;
import dev.vivace.traceql.field.Field.Missing;
import dev.vivace.traceql.field.Field.OfRoot;
import dev.vivace.traceql.field.Field.OfTrace;
import dev.vivace.traceql.field.Field.Owned;
import dev.vivace.traceql.field.Field.TraceDurations;
import dev.vivace.traceql.field.Field.Unscoped;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.OwnedTable;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of one table, found once a query, and their values by row. For one thread.
public final class Fields {

  private static final HexFormat HEX = HexFormat.of();
  private static final Field MISSING = new Missing();

  private final SpanTable table;
  private final Map<Reference, Field> fields = new HashMap<>();
  private int @Nullable [] traceOfRow;
  private @Nullable NestedSets nestedSets;

  public Fields(SpanTable table) {
    this.table = table;
  }

  public SpanTable table() {
    return table;
  }

  public Field get(Reference reference) {
    Field field = fields.get(reference);
    if (field == null) {
      field =
          switch (reference) {
            case Attribute(var scope, var name) -> attribute(scope, name);
            case IntrinsicField(var intrinsic) -> intrinsic(intrinsic);
          };
      fields.put(reference, field);
    }
    return field;
  }

  public static boolean isOfEvents(Reference reference) {
    return switch (reference) {
      case Attribute(var scope, _) -> scope == Scope.EVENT;
      case IntrinsicField(var intrinsic) -> intrinsic.isOfEvents();
    };
  }

  public static boolean isOfLinks(Reference reference) {
    return switch (reference) {
      case Attribute(var scope, _) -> scope == Scope.LINK;
      case IntrinsicField(var intrinsic) -> intrinsic.isOfLinks();
    };
  }

  private Field attribute(Scope scope, String key) {
    return switch (scope) {
      case UNSCOPED -> {
        UnscopedColumn column = table.unscoped(key);
        yield column == null ? MISSING : new Unscoped(column);
      }
      case SPAN, RESOURCE, INSTRUMENTATION -> coded(table.attribute(scope, key));
      case EVENT -> owned(table.events(), key);
      case LINK -> owned(table.links(), key);
      case PARENT, PARENT_SPAN, PARENT_RESOURCE ->
          throw new IllegalStateException("not validated: " + scope);
    };
  }

  private static Field coded(@Nullable CodedColumn column) {
    return column == null ? MISSING : new Coded(column);
  }

  private static Field owned(OwnedTable owned, String key) {
    return new Owned(owned, coded(owned.attribute(key)));
  }

  private Field intrinsic(Intrinsic intrinsic) {
    return switch (intrinsic) {
      case DURATION -> new Durations(table::durations, table.maxDuration());
      case NAME -> new Coded(table.names());
      case STATUS -> new Coded(table.statuses());
      case STATUS_MESSAGE -> new Coded(table.statusMessages());
      case KIND -> new Coded(table.kinds());
      case SPAN_ID -> new Computed(row -> text(HEX.toHexDigits(table.spanIds()[row])));
      case SPAN_PARENT_ID -> new Computed(row -> text(HEX.toHexDigits(table.parentIds()[row])));
      case SPAN_CHILD_COUNT -> new Computed(row -> new IntValue(table.tree().childCounts()[row]));
      case ROOT_NAME -> new OfRoot(table.names(), table.facts().roots());
      case ROOT_SERVICE_NAME ->
          new OfRoot(table.attribute(Scope.RESOURCE, "service.name"), table.facts().roots());
      case TRACE_DURATION -> new TraceDurations(table.facts().durations());
      case TRACE_ID ->
          new OfTrace(trace -> text(traceId(table.traceHigh(trace), table.traceLow(trace))));
      case EVENT_NAME -> new Owned(table.events(), new Coded(table.events().names()));
      case EVENT_TIME_SINCE_START -> {
        EventTable events = table.events();
        yield new Owned(events, new Durations(events::timesSinceStart, Long.MAX_VALUE));
      }
      case LINK_TRACE_ID -> {
        LinkTable links = table.links();
        yield new Owned(
            links,
            new Computed(row -> text(traceId(links.traceHighs()[row], links.traceLows()[row]))));
      }
      case LINK_SPAN_ID -> {
        LinkTable links = table.links();
        yield new Owned(links, new Computed(row -> text(HEX.toHexDigits(links.spanIds()[row]))));
      }
      case INSTRUMENTATION_NAME -> new Coded(table.scopeNames());
      case INSTRUMENTATION_VERSION -> new Coded(table.scopeVersions());
      case NESTED_SET_LEFT -> new Computed(row -> new IntValue(nestedSets().lefts()[row]));
      case NESTED_SET_RIGHT -> new Computed(row -> new IntValue(nestedSets().rights()[row]));
      case NESTED_SET_PARENT -> new Computed(row -> new IntValue(nestedSets().parents()[row]));
      case PARENT -> throw new IllegalStateException("not validated: parent");
    };
  }

  /// Lower-case hex without leading zeros.
  public static String traceId(long high, long low) {
    String digits =
        high == 0 ? Long.toHexString(low) : Long.toHexString(high) + HEX.toHexDigits(low);
    return digits.equals("0") ? "" : digits;
  }

  private static Value text(String text) {
    return new StringValue(text);
  }

  private NestedSets nestedSets() {
    NestedSets known = nestedSets;
    if (known == null) {
      known = NestedSets.of(table);
      nestedSets = known;
    }
    return known;
  }

  public int traceOf(int row) {
    int[] known = traceOfRow;
    if (known == null) {
      known = new int[table.rowCount()];
      for (int trace = 0; trace < table.traceCount(); trace++) {
        Arrays.fill(known, table.firstRow(trace), table.firstRow(trace + 1), trace);
      }
      traceOfRow = known;
    }
    return known[row];
  }

  /// The value of a field in a row: of events and links for theirs, else of a span.
  public Value value(Field field, int row) {
    return switch (field) {
      case Missing _ -> Value.Nil.NIL;
      case Coded(var column) -> column.values().value(column.codes().get(row));
      case Unscoped(var column) -> value(column, column.codes().get(row));
      case Durations(var nanos, _) -> new DurationValue(nanos.get()[row]);
      case TraceDurations(var nanos) -> new DurationValue(nanos[traceOf(row)]);
      case OfRoot(var column, var roots) -> ofRoot(column, roots[traceOf(row)]);
      case OfTrace(var valueOfTrace) -> valueOfTrace.apply(traceOf(row));
      case Computed(var valueOfRow) -> valueOfRow.apply(row);
      case Owned(_, var inner) -> value(inner, row);
    };
  }

  private static Value ofRoot(@Nullable CodedColumn column, int root) {
    if (root < 0 || column == null) {
      return text("");
    }
    int code = column.codes().get(root);
    return text(column.values().type(code) == ValueType.STRING ? column.values().text(code) : "");
  }

  private static Value value(UnscopedColumn column, int code) {
    CodedColumn ofLevel = code < column.spanCodes() ? column.span() : column.resource();
    int codeOfLevel = code < column.spanCodes() ? code : code - column.spanCodes();
    return ofLevel == null ? Value.Nil.NIL : ofLevel.values().value(codeOfLevel);
  }

  /// The scope in which a row has an attribute: of `.key` the span's if it has one at all.
  public Scope levelOf(Attribute attribute, int row) {
    if (attribute.scope() != Scope.UNSCOPED) {
      return attribute.scope();
    }
    boolean isOnSpan =
        get(attribute) instanceof Unscoped(var column)
            && column.span() != null
            && column.codes().get(row) < column.spanCodes()
            && (column.resource() != null
                || column.span().values().type(column.codes().get(row)) != ValueType.MISSING);
    return isOnSpan ? Scope.SPAN : Scope.RESOURCE;
  }
}
