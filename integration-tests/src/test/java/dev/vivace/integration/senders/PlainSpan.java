package dev.vivace.integration.senders;

import dev.vivace.integration.compare.SentSpan;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What OTLP, Jaeger and Zipkin can all say of a span: values as text, times in microseconds, and
/// no difference between an internal span and one of no kind. What an exporter adds is left out.
record PlainSpan(
    String name,
    String spanId,
    String parentId,
    String kind,
    long startMicros,
    long endMicros,
    String status,
    TreeMap<String, String> attributes,
    List<Event> events,
    String scope,
    TreeSet<String> resource) {

  private static final long NANOS_PER_MICRO = 1000;

  /// The sender's own address, and the status's message once more.
  private static final Set<String> ADDED = Set.of("net.host.ip", "error");

  /// What the spans' senders say of themselves, of which exporters make one thing or another.
  private static final Set<String> SERVICE = Set.of("service.name", "host.arch");

  /// @param attributes empty if the format has none
  record Event(long micros, String name, TreeMap<String, String> attributes) {}

  static PlainSpan of(SentSpan sent, Losses losses) {
    Span span = sent.span();
    TreeMap<String, String> attributes = texts(span.getAttributesList());
    attributes.keySet().removeAll(ADDED);
    TreeSet<String> resource = new TreeSet<>();
    texts(sent.resource().getAttributesList())
        .forEach(
            (key, value) -> {
              if (SERVICE.contains(key) && (losses.keepsResource() || key.equals("service.name"))) {
                resource.add(key + "=" + value);
              }
            });
    return new PlainSpan(
        span.getName(),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getKind() == SpanKind.SPAN_KIND_INTERNAL
            ? SpanKind.SPAN_KIND_UNSPECIFIED.name()
            : span.getKind().name(),
        span.getStartTimeUnixNano() / NANOS_PER_MICRO,
        span.getEndTimeUnixNano() / NANOS_PER_MICRO,
        span.getStatus().getCode() + " " + span.getStatus().getMessage(),
        attributes,
        span.getEventsList().stream().map(event -> event(event, losses)).toList(),
        losses.keepsScope() ? sent.scope().getName() + " " + sent.scope().getVersion() : "",
        resource);
  }

  /// What one way does not carry of this.
  record Losses(boolean keepsResource, boolean keepsEventAttributes, boolean keepsScope) {}

  private static Event event(Span.Event event, Losses losses) {
    return new Event(
        event.getTimeUnixNano() / NANOS_PER_MICRO,
        event.getName(),
        losses.keepsEventAttributes() ? texts(event.getAttributesList()) : new TreeMap<>());
  }

  private static TreeMap<String, String> texts(List<KeyValue> attributes) {
    TreeMap<String, String> texts = new TreeMap<>();
    attributes.forEach(a -> texts.put(a.getKey(), withoutMarks(text(a.getValue()))));
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(PlainSpan::text)
              .collect(Collectors.joining(","));
      case KVLIST_VALUE, BYTES_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET -> value.toString();
    };
  }

  /// Some exporters write lists as JSON, others with commas.
  private static String withoutMarks(String text) {
    return text.replaceAll("[\\[\\]\" ]", "");
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }
}
