package dev.vivace.storage.view;

import com.google.protobuf.ByteString;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SentSpan;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.OwnedTable;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A span as a query sees it, for comparisons: read from a table, or worked out from what was sent.
public record TableSpan(
    TraceId trace,
    long spanId,
    long parentId,
    long start,
    long duration,
    String name,
    Value kind,
    Value status,
    String statusMessage,
    String scopeName,
    String scopeVersion,
    Map<String, Value> attributes,
    Map<String, Value> resource,
    Map<String, Value> scope,
    Map<String, Value> unscoped,
    List<Event> events,
    List<Link> links) {

  /// An event of a span.
  public record Event(String name, long timeSinceStart, Map<String, Value> attributes) {}

  /// A link of a span.
  public record Link(long traceHigh, long traceLow, long spanId, Map<String, Value> attributes) {}

  /// What must be seen of a span.
  public static TableSpan of(SentSpan sent) {
    Span span = sent.span();
    Map<String, Value> attributes = values(span.getAttributesList());
    Map<String, Value> resource = values(sent.resource().getResource().getAttributesList());
    Map<String, Value> unscoped = new HashMap<>(resource);
    unscoped.putAll(attributes);
    long start = span.getStartTimeUnixNano();
    return new TableSpan(
        new TraceId(number(span.getTraceId(), 0), number(span.getTraceId(), 8)),
        number(span.getSpanId(), 0),
        number(span.getParentSpanId(), 0),
        start,
        duration(start, span.getEndTimeUnixNano()),
        span.getName(),
        new Value.KindValue(kind(span.getKindValue())),
        new Value.StatusValue(status(span.getStatus().getCodeValue())),
        span.getStatus().getMessage(),
        sent.scope().getScope().getName(),
        sent.scope().getScope().getVersion(),
        attributes,
        resource,
        values(sent.scope().getScope().getAttributesList()),
        unscoped,
        span.getEventsList().stream()
            .map(
                event ->
                    new Event(
                        event.getName(),
                        event.getTimeUnixNano() - start,
                        values(event.getAttributesList())))
            .toList(),
        span.getLinksList().stream()
            .map(
                link ->
                    new Link(
                        number(link.getTraceId(), 0),
                        number(link.getTraceId(), 8),
                        number(link.getSpanId(), 0),
                        values(link.getAttributesList())))
            .toList());
  }

  private static long duration(long start, long end) {
    return Long.compareUnsigned(end, start) > 0 ? Math.max(0, end - start) : 0;
  }

  private static long number(ByteString id, int offset) {
    return id.isEmpty() ? 0 : ByteBuffer.wrap(id.toByteArray()).getLong(offset);
  }

  private static Kind kind(int number) {
    return number >= 0 && number < Kind.values().length ? Kind.values()[number] : Kind.UNSPECIFIED;
  }

  private static Status status(int number) {
    return number == 1 ? Status.OK : number == 2 ? Status.ERROR : Status.UNSET;
  }

  private static Map<String, Value> values(List<KeyValue> attributes) {
    Map<String, Value> values = new TreeMap<>();
    attributes.forEach(attribute -> values.putIfAbsent(attribute.getKey(), value(attribute)));
    return values;
  }

  private static Value value(KeyValue attribute) {
    AnyValue value = attribute.getValue();
    if (!attribute.getUnknownFields().asMap().isEmpty() || attribute.getKeyStrindex() != 0) {
      return Value.Opaque.OPAQUE;
    }
    if (!value.hasArrayValue() || !value.getUnknownFields().asMap().isEmpty()) {
      return scalar(value);
    }
    if (!value.getArrayValue().getUnknownFields().asMap().isEmpty()) {
      return Value.Opaque.OPAQUE;
    }
    List<Value> elements =
        value.getArrayValue().getValuesList().stream().map(TableSpan::scalar).toList();
    if (elements.isEmpty()
        || elements.contains(Value.Opaque.OPAQUE)
        || elements.stream().map(Object::getClass).distinct().count() > 1) {
      return Value.Opaque.OPAQUE;
    }
    return elements.size() == 1 ? elements.getFirst() : new Value.ArrayValue(elements);
  }

  private static Value scalar(AnyValue value) {
    if (!value.getUnknownFields().asMap().isEmpty()) {
      return Value.Opaque.OPAQUE;
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> new Value.StringValue(value.getStringValue());
      case INT_VALUE -> new Value.IntValue(value.getIntValue());
      case DOUBLE_VALUE -> new Value.FloatValue(value.getDoubleValue());
      case BOOL_VALUE -> new Value.BoolValue(value.getBoolValue());
      default -> Value.Opaque.OPAQUE;
    };
  }

  /// The spans of a table that are not masked, in the order of its rows.
  public static List<TableSpan> of(SpanTable table) {
    List<TableSpan> spans = new ArrayList<>();
    long @Nullable [] masked = table.maskedRows();
    for (int trace = 0; trace < table.traceCount(); trace++) {
      for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
        if (masked == null || !Bits.get(masked, row)) {
          spans.add(of(table, trace, row));
        }
      }
    }
    return spans;
  }

  private static TableSpan of(SpanTable table, int trace, int row) {
    return new TableSpan(
        new TraceId(table.traceHigh(trace), table.traceLow(trace)),
        table.spanIds()[row],
        table.parentIds()[row],
        table.starts()[row],
        table.durations()[row],
        text(table.names(), row),
        value(table.kinds(), row),
        value(table.statuses(), row),
        text(table.statusMessages(), row),
        text(table.scopeNames(), row),
        text(table.scopeVersions(), row),
        attributes(table, Scope.SPAN, row),
        attributes(table, Scope.RESOURCE, row),
        attributes(table, Scope.INSTRUMENTATION, row),
        unscoped(table, row),
        events(table, row),
        links(table, row));
  }

  private static Value value(CodedColumn column, int row) {
    return column.values().value(column.codes().get(row));
  }

  private static String text(CodedColumn column, int row) {
    return ((Value.StringValue) value(column, row)).text();
  }

  private static Map<String, Value> attributes(SpanTable table, Scope scope, int row) {
    Map<String, Value> values = new TreeMap<>();
    for (String key : table.keys(scope)) {
      put(values, key, table.attribute(scope, key), row);
    }
    return values;
  }

  private static void put(
      Map<String, Value> values, String key, @Nullable CodedColumn column, int row) {
    if (column == null) {
      throw new AssertionError("no column of key '" + key + "', which some row has");
    }
    Value value = value(column, row);
    if (!(value instanceof Value.Nil)) {
      values.put(key, value);
    }
  }

  private static Map<String, Value> unscoped(SpanTable table, int row) {
    List<String> keys = new ArrayList<>(table.keys(Scope.SPAN));
    keys.addAll(table.keys(Scope.RESOURCE));
    Map<String, Value> values = new TreeMap<>();
    for (String key : keys) {
      UnscopedColumn column = table.unscoped(key);
      if (column == null) {
        throw new AssertionError("nothing for '." + key + "', which some row has");
      }
      int code = column.codes().get(row);
      CodedColumn span = column.span();
      CodedColumn resource = column.resource();
      Value value = Value.Nil.NIL;
      if (code < column.spanCodes() && span != null) {
        value = span.values().value(code);
      } else if (resource != null) {
        value = resource.values().value(code - column.spanCodes());
      }
      if (!(value instanceof Value.Nil)) {
        values.put(key, value);
      }
    }
    return values;
  }

  private static List<Event> events(SpanTable table, int span) {
    EventTable events = table.events();
    List<Event> list = new ArrayList<>();
    for (int row = events.firstRows()[span]; row < events.firstRows()[span + 1]; row++) {
      list.add(
          new Event(
              text(events.names(), row),
              events.timesSinceStart()[row],
              owned(table, Scope.EVENT, events, row)));
    }
    return list;
  }

  private static List<Link> links(SpanTable table, int span) {
    LinkTable links = table.links();
    List<Link> list = new ArrayList<>();
    for (int row = links.firstRows()[span]; row < links.firstRows()[span + 1]; row++) {
      list.add(
          new Link(
              links.traceHighs()[row],
              links.traceLows()[row],
              links.spanIds()[row],
              owned(table, Scope.LINK, links, row)));
    }
    return list;
  }

  private static Map<String, Value> owned(SpanTable table, Scope scope, OwnedTable owned, int row) {
    Map<String, Value> values = new TreeMap<>();
    for (String key : table.keys(scope)) {
      put(values, key, owned.attribute(key), row);
    }
    return values;
  }
}
