package dev.vivace.integration.grafana;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.HexFormat;

/// Traces with everything that Grafana is sensitive to. Long because it is data.
final class ShopTraces {
  /// A checkout: a root, a call of a database that fails, the rendering, a message.
  static final String CHECKOUT = "4bf92f3577b34da6a3ce929d0e0e4736";

  /// One span, shorter than a millisecond, with nothing that may be absent: no resource, no scope,
  /// no status. The id begins with zeros.
  static final String BARE = "00000000000000000000000000c0ffee";

  /// A span whose parent has not come.
  static final String ORPHAN = "7f000000000000000000000000000a0b";

  static final String ROOT_SPAN = "00f067aa0ba902b7";
  static final int PAGE_VIEWS = 30;

  private static final long MILLI = 1_000_000;

  private final Instant start;
  private final long startNanos;

  ShopTraces(Instant start) {
    this.start = start;
    this.startNanos = start.getEpochSecond() * 1_000_000_000L;
  }

  /// When the checkout begins, in whole seconds; the other traces follow within a minute.
  Instant start() {
    return start;
  }

  ExportTraceServiceRequest shop() {
    ExportTraceServiceRequest.Builder request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(checkoutOfShop())
            .addResourceSpans(checkoutOfDatabase())
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(bare()))
            .addResourceSpans(envelope(resource("shop"), orphan()));
    for (int i = 0; i < PAGE_VIEWS; i++) {
      request.addResourceSpans(envelope(resource("pages"), pageView(i)));
    }
    return request.build();
  }

  /// Traces of many spans, each of which carries two kilobytes of text.
  ExportTraceServiceRequest verbose(int traces, int spans) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int trace = 0; trace < traces; trace++) {
      ScopeSpans.Builder scope = ScopeSpans.newBuilder();
      String traceId = "9e%030x".formatted(trace + 1);
      for (int i = 0; i < spans; i++) {
        scope.addSpans(
            span(traceId, "%016x".formatted(i + 1), "chatter", 50_000 + trace, 5)
                .setParentSpanId(i == 0 ? ByteString.EMPTY : id("%016x".formatted(1)))
                .addAttributes(text("payload", "%02x".formatted(i).repeat(1000))));
      }
      request.addResourceSpans(
          ResourceSpans.newBuilder().setResource(resource("verbose")).addScopeSpans(scope));
    }
    return request.build();
  }

  private ResourceSpans checkoutOfShop() {
    Span.Builder root =
        span(CHECKOUT, ROOT_SPAN, "GET /checkout", 0, 1500)
            .setKind(SpanKind.SPAN_KIND_SERVER)
            .addAttributes(number("http.status_code", 200))
            .addAttributes(text("url/path", "/a b"))
            .addAttributes(text("my \"own\" key", "x"))
            .addAttributes(attribute("beta", AnyValue.newBuilder().setBoolValue(true)))
            .addAttributes(attribute("price", AnyValue.newBuilder().setDoubleValue(9.75)))
            .addAttributes(text("empty", ""))
            .addAttributes(attribute("colours", AnyValue.newBuilder().setArrayValue(colours())));
    Span.Builder rendering =
        child("0000000000000002", "render", 700, 300)
            .setKind(SpanKind.SPAN_KIND_INTERNAL)
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK))
            .addAttributes(number("rows", 3))
            .addAttributes(attribute("raw", AnyValue.newBuilder().setBytesValue(id("00ff"))))
            .addAttributes(attribute("map", AnyValue.newBuilder().setKvlistValue(map())))
            .addAttributes(attribute("void", AnyValue.newBuilder()));
    Span.Builder message =
        child("0000000000000003", "send order", 1100, 20)
            .setKind(SpanKind.SPAN_KIND_PRODUCER)
            .addAttributes(attribute("rows", AnyValue.newBuilder().setDoubleValue(2.5)))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(id(ORPHAN))
                    .setSpanId(id("0000000000000009"))
                    .addAttributes(text("link.kind", "follows")));
    return envelope(resource("shop"), root, rendering, message);
  }

  private ResourceSpans checkoutOfDatabase() {
    return envelope(
        resource("db"),
        child("0000000000000004", "SELECT", 100, 400)
            .setKind(SpanKind.SPAN_KIND_CLIENT)
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage("card refused"))
            .addAttributes(text("db.system.name", "postgresql"))
            .addAttributes(text("http.status_code", "500"))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .setTimeUnixNano(startNanos + 200 * MILLI)
                    .addAttributes(text("exception.type", "CardException"))
                    .addAttributes(text("exception.message", "card refused"))
                    .addAttributes(text("exception.stacktrace", "at Card.pay"))));
  }

  private ScopeSpans bare() {
    Span.Builder span = span(BARE, "0000000000000005", "ping", 10_000, 0);
    return ScopeSpans.newBuilder()
        .addSpans(span.setEndTimeUnixNano(span.getStartTimeUnixNano() + MILLI / 2))
        .build();
  }

  private Span.Builder orphan() {
    return span(ORPHAN, "0000000000000006", "take order", 20_000, 40)
        .setParentSpanId(id("00000000000000aa"))
        .setKind(SpanKind.SPAN_KIND_CONSUMER)
        .addAttributes(number("rows", 7));
  }

  private Span.Builder pageView(int i) {
    return span("5a%030x".formatted(i + 1), "%016x".formatted(i + 1), "view", 30_000 + i * 100, 10)
        .setKind(SpanKind.SPAN_KIND_SERVER)
        .addAttributes(number("page", i));
  }

  private Span.Builder child(String spanId, String name, long startMillis, long millis) {
    return span(CHECKOUT, spanId, name, startMillis, millis).setParentSpanId(id(ROOT_SPAN));
  }

  private Span.Builder span(
      String traceId, String spanId, String name, long startMillis, long millis) {
    long start = startNanos + startMillis * MILLI;
    return Span.newBuilder()
        .setTraceId(id(traceId))
        .setSpanId(id(spanId))
        .setName(name)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + millis * MILLI);
  }

  private static ResourceSpans envelope(Resource resource, Span.Builder... spans) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .setName("shop-tracer")
                    .setVersion("1.2")
                    .addAttributes(text("tracer.kind", "manual")));
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope).build();
  }

  private static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", service))
        .addAttributes(text("k8s.pod.name", service + "-0"))
        .build();
  }

  private static ArrayValue colours() {
    return ArrayValue.newBuilder()
        .addValues(AnyValue.newBuilder().setStringValue("red"))
        .addValues(AnyValue.newBuilder().setStringValue("blue"))
        .build();
  }

  private static KeyValueList map() {
    return KeyValueList.newBuilder().addValues(text("inner", "y")).build();
  }

  private static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  private static KeyValue number(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
