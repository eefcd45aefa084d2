package dev.vivace.cli.content;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Makes the spans of one trace, grouped by service and scope as senders do it.
final class SpanMaker {

  /// The trace that spans are made for.
  record Subject(
      String run,
      String tenant,
      ByteString traceId,
      long n,
      Plan.Shape shape,
      String key,
      String url,
      String group,
      long slotNanos) {}

  /// The service of each trace's first span.
  static final String FIRST_SERVICE = "audit-gateway";

  private static final List<String> SERVICES =
      List.of(FIRST_SERVICE, "audit-orders", "audit-stock", "audit-payment", "audit-mail");
  private static final String SCHEMA = "https://opentelemetry.io/schemas/1.37.0";
  private static final int MOST_SPANS = 12;
  private static final int SPANS_OF_A_LARGE_ONE = 400;
  private static final int MOST_LATE_SPANS = 4;
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long LONG_DURATION = 40 * MINUTE;
  private static final int LATE_IDS = 1000; // spans of the late part are numbered from here

  private final Subject subject;
  private final ValueMaker values;
  private final long startNanos;

  SpanMaker(Subject subject) {
    this.subject = subject;
    this.values = new ValueMaker();
    this.startNanos = subject.slotNanos() + shift();
  }

  private long shift() {
    long minutes = 3 + subject.n() % 7;
    return switch (subject.shape()) {
      case CLOCK_AHEAD -> minutes * MINUTE;
      case CLOCK_BEHIND -> -minutes * MINUTE;
      case LONG -> -LONG_DURATION;
      case ORDINARY, WITHOUT_ROOT, LARGE, REFUSABLE -> 0;
    };
  }

  ExportTraceServiceRequest main(Draws draws) {
    int count =
        subject.shape() == Plan.Shape.LARGE ? SPANS_OF_A_LARGE_ONE : 1 + draws.below(MOST_SPANS);
    return request(draws, 0, count);
  }

  ExportTraceServiceRequest late(Draws draws) {
    return request(draws, LATE_IDS, 1 + draws.below(MOST_LATE_SPANS));
  }

  private ExportTraceServiceRequest request(Draws draws, int first, int count) {
    List<List<Span>> byService = new ArrayList<>();
    SERVICES.forEach(_ -> byService.add(new ArrayList<>()));
    for (int i = first; i < first + count; i++) {
      byService.get(i == 0 ? 0 : draws.below(SERVICES.size())).add(span(draws, i));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int service = 0; service < SERVICES.size(); service++) {
      if (!byService.get(service).isEmpty()) {
        request.addResourceSpans(envelope(draws, service, byService.get(service)));
      }
    }
    return request.build();
  }

  private ResourceSpans envelope(Draws draws, int service, List<Span> spans) {
    int cut = draws.below(spans.size() + 1);
    ResourceSpans.Builder envelope =
        ResourceSpans.newBuilder()
            .setResource(resource(draws, SERVICES.get(service)))
            .setSchemaUrl(draws.chance(50) ? SCHEMA : "");
    addScope(envelope, "audit.http", spans.subList(0, cut));
    addScope(envelope, "audit.client", spans.subList(cut, spans.size()));
    return envelope.build();
  }

  private static void addScope(ResourceSpans.Builder envelope, String name, List<Span> spans) {
    if (!spans.isEmpty()) {
      envelope.addScopeSpans(
          ScopeSpans.newBuilder()
              .setScope(InstrumentationScope.newBuilder().setName(name).setVersion("1.4.2"))
              .setSchemaUrl(SCHEMA)
              .addAllSpans(spans));
    }
  }

  private Resource resource(Draws draws, String service) {
    return Resource.newBuilder()
        .addAttributes(ValueMaker.text("service.name", service))
        .addAttributes(ValueMaker.text(ContentKeys.RUN, subject.run()))
        .addAttributes(ValueMaker.text(ContentKeys.TENANT, subject.tenant()))
        .addAttributes(ValueMaker.text("host.name", "host-" + draws.below(20)))
        .addAttributes(ValueMaker.number("process.pid", draws.below(30_000)))
        .addAttributes(values.any(draws, "audit.resource", draws.below(ValueMaker.TYPES)))
        .build();
  }

  private Span span(Draws draws, int i) {
    boolean first = i == 0;
    long start = first ? startNanos : startNanos + 1 + draws.below(500_000_000);
    long duration = first ? rootDuration() : 1 + draws.below(200_000_000);
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(subject.traceId())
            .setSpanId(spanId(i))
            .setParentSpanId(parent(draws, i))
            .setName((first ? "GET /audit/" : "step ") + draws.below(30))
            .setKindValue(first ? Span.SpanKind.SPAN_KIND_SERVER_VALUE : draws.below(6))
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + duration)
            .setFlags(draws.chance(50) ? 0x101 : 0)
            .setTraceState(draws.chance(20) ? "vendor=" + draws.below(100) : "")
            .addAttributes(ValueMaker.text(ContentKeys.TRACE, subject.key()))
            .addAttributes(ValueMaker.text(ContentKeys.GROUP, subject.group()));
    if (first) {
      span.addAttributes(ValueMaker.text(ContentKeys.URL, subject.url()));
    }
    dress(draws, span);
    return span.build();
  }

  private long rootDuration() {
    return subject.shape() == Plan.Shape.LONG ? LONG_DURATION : SECOND;
  }

  private ByteString parent(Draws draws, int i) {
    if (i == 0) {
      boolean root = subject.shape() != Plan.Shape.WITHOUT_ROOT;
      return root ? ByteString.EMPTY : spanId(MOST_SPANS * LATE_IDS);
    }
    return spanId(i >= LATE_IDS ? 0 : draws.below(i));
  }

  private ByteString spanId(int i) {
    boolean refusable = subject.shape() == Plan.Shape.REFUSABLE;
    long id = refusable ? 0 : new Draws(subject.n(), i, 4).next() | 1L << 62;
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(id).flip());
  }

  private void dress(Draws draws, Span.Builder span) {
    for (int type = 0; type < ValueMaker.TYPES; type++) {
      if (draws.chance(40)) {
        span.addAttributes(values.any(draws, "audit." + ValueMaker.nameOf(type), type));
      }
    }
    if (draws.chance(15)) {
      span.addEvents(
          Span.Event.newBuilder()
              .setTimeUnixNano(span.getStartTimeUnixNano() + 10)
              .setName("audit event")
              .addAttributes(values.any(draws, "audit.event", draws.below(ValueMaker.TYPES))));
    }
    if (draws.chance(10)) {
      span.addLinks(
          Span.Link.newBuilder()
              .setTraceId(subject.traceId())
              .setSpanId(spanId(0))
              .addAttributes(ValueMaker.number("audit.link", draws.below(100))));
    }
    if (draws.chance(10)) {
      span.setStatus(
          Status.newBuilder()
              .setCode(Status.StatusCode.STATUS_CODE_ERROR)
              .setMessage("failed after " + draws.below(5000) + " ms"));
    }
  }
}
