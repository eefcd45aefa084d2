package dev.vivace.storage.scan;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
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
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All that a query can see of a span: what the message says, or what a table says.
public record SeenSpan(
    long traceHigh,
    long traceLow,
    long spanId,
    long parentId,
    long start,
    long duration,
    String name,
    Kind kind,
    Status status,
    String statusMessage,
    String scopeName,
    String scopeVersion,
    Map<String, Value> attributes,
    Map<String, Value> resourceAttributes,
    Map<String, Value> scopeAttributes,
    Map<String, Value> unscopedAttributes,
    List<SeenEvent> events,
    List<SeenLink> links) {

  public TraceId trace() {
    return new TraceId(traceHigh, traceLow);
  }

  /// An event of a span.
  public record SeenEvent(String name, long timeSinceStart, Map<String, Value> attributes) {}

  /// A link of a span.
  public record SeenLink(
      long traceHigh, long traceLow, long spanId, Map<String, Value> attributes) {}

  /// What must be seen of a span.
  public static SeenSpan of(SentSpan sent) {
    Span span = sent.span();
    Map<String, Value> attributes = values(span.getAttributesList());
    Map<String, Value> resource = values(sent.resource().getResource().getAttributesList());
    Map<String, Value> unscoped = new HashMap<>(resource);
    unscoped.putAll(attributes);
    long start = span.getStartTimeUnixNano();
    long end = span.getEndTimeUnixNano();
    return new SeenSpan(
        number(span.getTraceId(), 0),
        number(span.getTraceId(), 8),
        number(span.getSpanId(), 0),
        number(span.getParentSpanId(), 0),
        start,
        Long.compareUnsigned(end, start) > 0 ? Math.max(0, end - start) : 0,
        span.getName(),
        span.getKindValue() > 0 && span.getKindValue() < Kind.values().length
            ? Kind.values()[span.getKindValue()]
            : Kind.UNSPECIFIED,
        switch (span.getStatus().getCodeValue()) {
          case 1 -> Status.OK;
          case 2 -> Status.ERROR;
          default -> Status.UNSET;
        },
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
                    new SeenEvent(
                        event.getName(),
                        event.getTimeUnixNano() - start,
                        values(event.getAttributesList())))
            .toList(),
        span.getLinksList().stream()
            .map(
                link ->
                    new SeenLink(
                        number(link.getTraceId(), 0),
                        number(link.getTraceId(), 8),
                        number(link.getSpanId(), 0),
                        values(link.getAttributesList())))
            .toList());
  }

  private static long number(ByteString id, int from) {
    return id.isEmpty() ? 0 : id.substring(from, from + 8).asReadOnlyByteBuffer().getLong();
  }

  private static Map<String, Value> values(List<KeyValue> attributes) {
    Map<String, Value> values = new HashMap<>();
    for (KeyValue attribute : attributes) {
      boolean plain = !hasUnknown(attribute) && attribute.getKeyStrindex() == 0;
      values.putIfAbsent(attribute.getKey(), plain ? value(attribute.getValue()) : Opaque.OPAQUE);
    }
    return values;
  }

  private static boolean hasUnknown(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      return true;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      Object value = field.getValue();
      List<?> values = value instanceof List<?> list ? list : List.of(value);
      if (values.stream().anyMatch(v -> v instanceof Message inner && hasUnknown(inner))) {
        return true;
      }
    }
    return false;
  }

  private static Value value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> new StringValue(value.getStringValue());
      case INT_VALUE -> new IntValue(value.getIntValue());
      case DOUBLE_VALUE -> new FloatValue(value.getDoubleValue());
      case BOOL_VALUE -> new BoolValue(value.getBoolValue());
      case ARRAY_VALUE -> array(value.getArrayValue().getValuesList());
      default -> Opaque.OPAQUE;
    };
  }

  private static Value array(List<AnyValue> elements) {
    List<Value> values = elements.stream().map(SeenSpan::value).toList();
    Set<Class<?>> types = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      types.add(values.get(i).getClass());
      if (elements.get(i).hasArrayValue() || values.get(i) instanceof Opaque) {
        return Opaque.OPAQUE;
      }
    }
    if (types.size() != 1) {
      return Opaque.OPAQUE;
    }
    return values.size() == 1 ? values.getFirst() : new ArrayValue(values);
  }

  /// The rows of a table that are not masked, in its order.
  public static List<SeenSpan> of(SpanTable table) {
    long[] masked = table.maskedRows();
    List<SeenSpan> spans = new ArrayList<>();
    List<Map<String, Value>> attributes = attributes(table, Scope.SPAN);
    List<Map<String, Value>> resources = attributes(table, Scope.RESOURCE);
    List<Map<String, Value>> scopes = attributes(table, Scope.INSTRUMENTATION);
    List<Map<String, Value>> unscoped = unscoped(table);
    List<List<SeenEvent>> events = events(table);
    List<List<SeenLink>> links = links(table);
    for (int trace = 0; trace < table.traceCount(); trace++) {
      for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
        if (masked != null && Bits.get(masked, row)) {
          continue;
        }
        spans.add(
            new SeenSpan(
                table.traceHigh(trace),
                table.traceLow(trace),
                table.spanIds()[row],
                table.parentIds()[row],
                table.starts()[row],
                table.durations()[row],
                text(table.names(), row),
                ((KindValue) value(table.kinds(), row)).kind(),
                ((StatusValue) value(table.statuses(), row)).status(),
                text(table.statusMessages(), row),
                text(table.scopeNames(), row),
                text(table.scopeVersions(), row),
                attributes.get(row),
                resources.get(row),
                scopes.get(row),
                unscoped.get(row),
                events.get(row),
                links.get(row)));
      }
    }
    return spans;
  }

  private static Value value(CodedColumn column, int row) {
    return column.values().value(column.codes().get(row));
  }

  private static String text(CodedColumn column, int row) {
    return ((StringValue) value(column, row)).text();
  }

  private static List<Map<String, Value>> attributes(SpanTable table, Scope scope) {
    return attributes(table.rowCount(), table.keys(scope), key -> table.attribute(scope, key));
  }

  private interface Columns {
    CodedColumn column(String key);
  }

  private static List<Map<String, Value>> attributes(
      int rows, Collection<String> keys, Columns columns) {
    List<Map<String, Value>> values = maps(rows);
    for (String key : keys) {
      CodedColumn column = columns.column(key);
      boolean found = false;
      for (int row = 0; row < rows; row++) {
        Value value = value(column, row);
        if (!(value instanceof Nil)) {
          values.get(row).put(key, value);
          found = true;
        }
      }
      if (!found) {
        throw new AssertionError("no row has a value of '" + key + "', which is listed");
      }
    }
    return values;
  }

  private static List<Map<String, Value>> maps(int count) {
    List<Map<String, Value>> maps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      maps.add(new HashMap<>());
    }
    return maps;
  }

  private static List<Map<String, Value>> unscoped(SpanTable table) {
    List<Map<String, Value>> values = maps(table.rowCount());
    Set<String> keys = new HashSet<>(table.keys(Scope.SPAN));
    keys.addAll(table.keys(Scope.RESOURCE));
    for (String key : keys) {
      UnscopedColumn column = table.unscoped(key);
      for (int row = 0; row < table.rowCount(); row++) {
        int code = column.codes().get(row);
        Value value =
            code < column.spanCodes()
                ? column.span().values().value(code)
                : column.resource().values().value(code - column.spanCodes());
        if (!(value instanceof Nil)) {
          values.get(row).put(key, value);
        }
      }
    }
    return values;
  }

  private static List<Map<String, Value>> owned(SpanTable table, Scope scope, OwnedTable owned) {
    return attributes(owned.rowCount(), table.keys(scope), owned::attribute);
  }

  private static List<List<SeenEvent>> events(SpanTable table) {
    EventTable events = table.events();
    List<Map<String, Value>> attributes = owned(table, Scope.EVENT, events);
    List<List<SeenEvent>> seen = new ArrayList<>();
    for (int span = 0; span < table.rowCount(); span++) {
      List<SeenEvent> ofSpan = new ArrayList<>();
      for (int row = events.firstRows()[span]; row < events.firstRows()[span + 1]; row++) {
        ofSpan.add(
            new SeenEvent(
                text(events.names(), row), events.timesSinceStart()[row], attributes.get(row)));
      }
      seen.add(ofSpan);
    }
    return seen;
  }

  private static List<List<SeenLink>> links(SpanTable table) {
    LinkTable links = table.links();
    List<Map<String, Value>> attributes = owned(table, Scope.LINK, links);
    List<List<SeenLink>> seen = new ArrayList<>();
    for (int span = 0; span < table.rowCount(); span++) {
      List<SeenLink> ofSpan = new ArrayList<>();
      for (int row = links.firstRows()[span]; row < links.firstRows()[span + 1]; row++) {
        ofSpan.add(
            new SeenLink(
                links.traceHighs()[row],
                links.traceLows()[row],
                links.spanIds()[row],
                attributes.get(row)));
      }
      seen.add(ofSpan);
    }
    return seen;
  }
}
