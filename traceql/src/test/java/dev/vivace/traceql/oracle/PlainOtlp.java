package dev.vivace.traceql.oracle;

import com.google.protobuf.ByteString;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes spans made by hand as an application would send them.
public final class PlainOtlp {

  private static final HexFormat HEX = HexFormat.of();

  private PlainOtlp() {}

  /// A request with spans of one trace, those of one resource together.
  public static ExportTraceServiceRequest request(String traceId, List<PlainSpan> spans) {
    Map<PlainResource, ScopeSpans.Builder> scopes = new LinkedHashMap<>();
    for (PlainSpan span : spans) {
      scopes
          .computeIfAbsent(span.resource(), PlainOtlp::scope)
          .addSpans(span(span).setTraceId(id(traceId)));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    scopes.forEach(
        (resource, scope) ->
            request.addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(
                        Resource.newBuilder().addAllAttributes(attributes(resource.attributes())))
                    .addScopeSpans(scope)));
    return request.build();
  }

  private static ScopeSpans.Builder scope(PlainResource resource) {
    return ScopeSpans.newBuilder()
        .setScope(
            InstrumentationScope.newBuilder()
                .setName(resource.instrumentationName())
                .setVersion(resource.instrumentationVersion())
                .addAllAttributes(attributes(resource.instrumentationAttributes())));
  }

  private static Span.Builder span(PlainSpan span) {
    Span.Builder builder =
        Span.newBuilder()
            .setSpanId(id(span.spanId()))
            .setParentSpanId(id(span.parentSpanId()))
            .setName(span.name())
            .setKind(kind(span.kind()))
            .setStatus(
                io.opentelemetry.proto.trace.v1.Status.newBuilder()
                    .setCode(status(span.status()))
                    .setMessage(span.statusMessage()))
            .setStartTimeUnixNano(span.startUnixNanos())
            .setEndTimeUnixNano(span.startUnixNanos() + span.durationNanos())
            .addAllAttributes(attributes(span.attributes()));
    for (PlainEvent event : span.events()) {
      builder.addEvents(
          Span.Event.newBuilder()
              .setName(event.name())
              .setTimeUnixNano(span.startUnixNanos() + event.timeSinceStartNanos())
              .addAllAttributes(attributes(event.attributes())));
    }
    for (PlainLink link : span.links()) {
      builder.addLinks(
          Span.Link.newBuilder()
              .setTraceId(id("0".repeat(32 - link.traceId().length()) + link.traceId()))
              .setSpanId(id(link.spanId()))
              .addAllAttributes(attributes(link.attributes())));
    }
    return builder;
  }

  private static Span.SpanKind kind(Kind kind) {
    return Span.SpanKind.valueOf("SPAN_KIND_" + kind.name());
  }

  private static io.opentelemetry.proto.trace.v1.Status.StatusCode status(Status status) {
    return io.opentelemetry.proto.trace.v1.Status.StatusCode.valueOf(
        "STATUS_CODE_" + status.name());
  }

  private static List<KeyValue> attributes(Map<String, Value> attributes) {
    return attributes.entrySet().stream()
        .map(one -> KeyValue.newBuilder().setKey(one.getKey()).setValue(value(one)).build())
        .toList();
  }

  private static AnyValue value(Map.Entry<String, Value> attribute) {
    return attribute.getValue() == Opaque.OPAQUE
        ? opaque(attribute.getKey().length())
        : value(attribute.getValue());
  }

  private static AnyValue value(Value value) {
    AnyValue.Builder builder = AnyValue.newBuilder();
    switch (value) {
      case StringValue(var text) -> builder.setStringValue(text);
      case IntValue(var number) -> builder.setIntValue(number);
      case FloatValue(var number) -> builder.setDoubleValue(number);
      case BoolValue(var flag) -> builder.setBoolValue(flag);
      case ArrayValue(var elements) ->
          elements.forEach(element -> builder.getArrayValueBuilder().addValues(value(element)));
      case DurationValue _, StatusValue _, KindValue _, Nil _, Opaque _ ->
          throw new IllegalArgumentException("no attribute holds " + value);
    }
    return builder.build();
  }

  /// One of the things that the language has no type for.
  private static AnyValue opaque(int choice) {
    AnyValue.Builder builder = AnyValue.newBuilder();
    switch (choice % 4) {
      case 0 -> builder.setBytesValue(ByteString.copyFromUtf8("a"));
      case 1 -> builder.setKvlistValue(KeyValueList.getDefaultInstance());
      case 2 -> builder.getArrayValueBuilder();
      default ->
          builder
              .getArrayValueBuilder()
              .addValues(AnyValue.newBuilder().setStringValue("a"))
              .addValues(AnyValue.newBuilder().setIntValue(20));
    }
    return builder.build();
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HEX.parseHex(hex));
  }
}
