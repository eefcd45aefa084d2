package dev.vivace.integration.search;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/// The three traces of the worked examples: A is a complete tree, in B one span's parent is
/// missing, C has no root. Spans are known by the last two digits of their ids. Long because it is
/// a table.
final class WorkedTraces {

  /// When span a1 starts.
  static final long START_SECONDS = 1_700_000_100;

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final String ID_PREFIX = "7c5e00000000d0";
  private static final String A = "5f000000000000000000000000000a0a";
  private static final String B = "6f000000000000000000000000000b0b";
  private static final String C = "0000000000000000000000000000c0c0";

  private WorkedTraces() {}

  /// Those spans of which the name fits, as applications would send them together.
  static ExportTraceServiceRequest request(Predicate<String> names) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (ResourceSpans resource : all()) {
      ScopeSpans scope = resource.getScopeSpans(0);
      List<Span> chosen =
          scope.getSpansList().stream().filter(span -> names.test(name(span))).toList();
      if (!chosen.isEmpty()) {
        request.addResourceSpans(
            resource.toBuilder()
                .setScopeSpans(0, scope.toBuilder().clearSpans().addAllSpans(chosen)));
      }
    }
    return request.build();
  }

  private static String name(Span span) {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray()).substring(14);
  }

  private static List<ResourceSpans> all() {
    return List.of(
        resource("service.name", "web", "env", "prod", "region", "eu")
            .addScopeSpans(scope("otel-java", "1.2", "lang", "java").addSpans(a1()).addSpans(a2()))
            .build(),
        resource("service.name", "cart", "env", "prod")
            .addScopeSpans(scope("otel-go", "").addSpans(a3()))
            .build(),
        resource("service.name", "db", "db.system", "postgresql")
            .addScopeSpans(scope("", "").addSpans(a4()).addSpans(a5()))
            .build(),
        resource("service.name", "batch", "env", "dev")
            .addScopeSpans(scope("", "").addSpans(b1()).addSpans(b2()).addSpans(b4()))
            .build(),
        resource("service.name", "web").addScopeSpans(scope("", "").addSpans(b3())).build(),
        resource("service.name", "web", "env", "prod")
            .addScopeSpans(scope("", "").addSpans(c1()))
            .build());
  }

  private static Span.Builder a1() {
    return span(A, "a1", "", "GET /cart", SpanKind.SPAN_KIND_SERVER, 0, SECOND)
        .addAllAttributes(
            attributes("http.method", "GET", "http.status_code", 200, "user.id", 42, "ratio", 0.5))
        .addAllAttributes(
            attributes("cached", false, "tags", List.of("red", "blue"), "nums", List.of(1, 2, 3)));
  }

  private static Span.Builder a2() {
    return span(A, "a2", "a1", "render", SpanKind.SPAN_KIND_INTERNAL, 100 * MILLI, 200 * MILLI)
        .setStatus(status(StatusCode.STATUS_CODE_OK))
        .addAllAttributes(
            attributes("size", 10, "env", "stage", "code", "200", "tags", List.of("green")));
  }

  private static Span.Builder a3() {
    long start = 300 * MILLI;
    return span(A, "a3", "a1", "Cart/Get", SpanKind.SPAN_KIND_SERVER, start, 500 * MILLI)
        .setStatus(status(StatusCode.STATUS_CODE_ERROR).setMessage("boom: timeout"))
        .addAllAttributes(
            attributes("http.status_code", 500, "size", 20, "retry", true, "user.id", 42))
        .addEvents(
            Span.Event.newBuilder()
                .setName("exception")
                .setTimeUnixNano(nanos(start + 100 * MILLI))
                .addAllAttributes(attributes("exception.type", "IOError", "attempt", 1)))
        .addEvents(
            Span.Event.newBuilder()
                .setName("retry")
                .setTimeUnixNano(nanos(start + 300 * MILLI))
                .addAllAttributes(attributes("attempt", 2)))
        .addLinks(
            Span.Link.newBuilder()
                .setTraceId(bytes(B))
                .setSpanId(bytes(ID_PREFIX + "b1"))
                .addAllAttributes(attributes("rel", "follows")));
  }

  private static Span.Builder a4() {
    return span(A, "a4", "a3", "SELECT", SpanKind.SPAN_KIND_CLIENT, 350 * MILLI, 300 * MILLI)
        .addAllAttributes(attributes("size", 30.5, "note", ""));
  }

  private static Span.Builder a5() {
    return span(A, "a5", "a3", "SELECT", SpanKind.SPAN_KIND_CLIENT, 700 * MILLI, 50 * MILLI)
        .setStatus(status(StatusCode.STATUS_CODE_ERROR))
        .addAllAttributes(attributes("size", 40));
  }

  private static Span.Builder b1() {
    return span(B, "b1", "", "nightly", SpanKind.SPAN_KIND_PRODUCER, 60 * SECOND, 5 * SECOND)
        .setStatus(status(StatusCode.STATUS_CODE_OK))
        .addAllAttributes(attributes("size", 100));
  }

  private static Span.Builder b2() {
    return span(B, "b2", "b1", "step", SpanKind.SPAN_KIND_CONSUMER, 61 * SECOND, 2 * SECOND)
        .addAllAttributes(attributes("size", 50, "size.unit", "kB"));
  }

  private static Span.Builder b3() {
    return span(B, "b3", "ff", "GET /orphan", SpanKind.SPAN_KIND_SERVER, 62 * SECOND, 50 * MILLI)
        .addAllAttributes(attributes("http.status_code", 404));
  }

  private static Span.Builder b4() {
    return span(B, "b4", "b1", "bare", SpanKind.SPAN_KIND_UNSPECIFIED, 63 * SECOND, 1);
  }

  private static Span.Builder c1() {
    return span(C, "c1", "ee", "GET /lost", SpanKind.SPAN_KIND_SERVER, 120 * SECOND, 10 * MILLI)
        .addAllAttributes(attributes("http.status_code", 200, "nil", "nil", "lit", "nil"));
  }

  private static Span.Builder span(
      String traceId,
      String id,
      String parent,
      String name,
      SpanKind kind,
      long offset,
      long duration) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(traceId))
            .setSpanId(bytes(ID_PREFIX + id))
            .setName(name)
            .setKind(kind)
            .setStartTimeUnixNano(nanos(offset))
            .setEndTimeUnixNano(nanos(offset + duration));
    return parent.isEmpty() ? span : span.setParentSpanId(bytes(ID_PREFIX + parent));
  }

  private static long nanos(long offset) {
    return START_SECONDS * SECOND + offset;
  }

  private static Status.Builder status(StatusCode code) {
    return Status.newBuilder().setCode(code);
  }

  private static ResourceSpans.Builder resource(Object... keysAndValues) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAllAttributes(attributes(keysAndValues)));
  }

  private static ScopeSpans.Builder scope(String name, String version, Object... keysAndValues) {
    return ScopeSpans.newBuilder()
        .setScope(
            InstrumentationScope.newBuilder()
                .setName(name)
                .setVersion(version)
                .addAllAttributes(attributes(keysAndValues)));
  }

  private static List<KeyValue> attributes(Object... keysAndValues) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.add(
          KeyValue.newBuilder()
              .setKey((String) keysAndValues[i])
              .setValue(value(keysAndValues[i + 1]))
              .build());
    }
    return attributes;
  }

  private static AnyValue value(Object plain) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (plain) {
      case String text -> value.setStringValue(text).build();
      case Integer number -> value.setIntValue(number).build();
      case Double number -> value.setDoubleValue(number).build();
      case Boolean flag -> value.setBoolValue(flag).build();
      case List<?> elements -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        elements.forEach(element -> array.addValues(value(element)));
        yield value.setArrayValue(array).build();
      }
      default -> throw new IllegalArgumentException("no value: " + plain);
    };
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
