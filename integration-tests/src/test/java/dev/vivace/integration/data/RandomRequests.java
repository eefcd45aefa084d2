package dev.vivace.integration.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Requests made from a seed that stretch what the protocol allows: values of every type, nested
/// and empty, keys twice, numbers outside the enumerations, unknown fields, broken parents, span
/// ids used twice, clocks gone wild. Left out is what a server changes by rule (lengths of ids,
/// invalid UTF-8). No two spans of a run have the same identity.
public final class RandomRequests {
  private static final long[] TIMES = {
    0, 1, 999_999_999, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 4_102_444_800_000_000_000L
  };
  private static final int[] KINDS = {0, 1, 2, 3, 4, 5, 6, 99, -1, Integer.MAX_VALUE};
  private static final int MAX_OPEN_TRACES = 40;

  private final Random random;
  private final RandomValues values;
  private final long now;
  private final List<ByteString> traces = new ArrayList<>();
  private final List<ByteString> spanIds = new ArrayList<>();
  private final Set<String> identities = new HashSet<>();

  /// Traces begin at about `nowNanos`, so that a seed and a time make a run.
  public RandomRequests(long seed, long nowNanos) {
    this.random = new Random(seed);
    this.values = new RandomValues(random);
    this.now = nowNanos;
  }

  public ExportTraceServiceRequest next() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      request.addResourceSpans(resourceSpans());
    }
    return request.build();
  }

  private ResourceSpans resourceSpans() {
    ResourceSpans.Builder envelope = ResourceSpans.newBuilder();
    if (values.chance(0.9)) {
      envelope.setResource(resource());
    }
    if (values.chance(0.5)) {
      envelope.setSchemaUrl("https://opentelemetry.io/schemas/1." + random.nextInt(40) + ".0");
    }
    for (int left = random.nextInt(4); left > 0; left--) {
      envelope.addScopeSpans(scopeSpans());
    }
    return envelope.build();
  }

  private Resource resource() {
    Resource.Builder resource =
        Resource.newBuilder().addAttributes(values.attribute("service.name", values.text(12)));
    values.attributes(random.nextInt(8)).forEach(resource::addAttributes);
    resource.setDroppedAttributesCount(values.count());
    if (values.chance(0.2)) {
      resource.addEntityRefs(
          EntityRef.newBuilder().setType("service").addIdKeys("service.name").setSchemaUrl("s"));
    }
    return resource.setUnknownFields(unknownFields()).build();
  }

  private ScopeSpans scopeSpans() {
    ScopeSpans.Builder envelope = ScopeSpans.newBuilder();
    if (values.chance(0.9)) {
      InstrumentationScope.Builder scope =
          InstrumentationScope.newBuilder()
              .setName(values.chance(0.1) ? "" : "scope-" + random.nextInt(5))
              .setVersion(values.chance(0.5) ? "" : "1." + random.nextInt(3))
              .setDroppedAttributesCount(values.count());
      values.attributes(values.chance(0.7) ? 0 : 3).forEach(scope::addAttributes);
      envelope.setScope(scope.setUnknownFields(unknownFields()));
    }
    if (values.chance(0.3)) {
      envelope.setSchemaUrl("https://example.org/schema/" + random.nextInt(3));
    }
    for (int left = random.nextInt(12); left > 0; left--) {
      envelope.addSpans(span());
    }
    return envelope.build();
  }

  private Span span() {
    Span.Builder span = Span.newBuilder();
    do {
      span.setTraceId(traceId())
          .setSpanId(spanId())
          .setKindValue(
              values.chance(0.9) ? random.nextInt(6) : KINDS[random.nextInt(KINDS.length)])
          .setStartTimeUnixNano(time());
    } while (!identities.add(
        "%s %s %d %d"
            .formatted(
                span.getTraceId(),
                span.getSpanId(),
                span.getKindValue(),
                span.getStartTimeUnixNano())));
    span.setEndTimeUnixNano(
            values.chance(0.9) ? span.getStartTimeUnixNano() + random.nextInt(1 << 30) : time())
        .setParentSpanId(parentId(span))
        .setName(values.chance(0.05) ? "" : values.text(30))
        .setTraceState(values.chance(0.8) ? "" : "vendor=" + values.text(20))
        .setFlags(values.chance(0.8) ? 0x101 : random.nextInt())
        .setDroppedAttributesCount(values.count())
        .setDroppedEventsCount(values.count())
        .setDroppedLinksCount(values.count());
    values.attributes(random.nextInt(values.chance(0.05) ? 200 : 12)).forEach(span::addAttributes);
    for (int left = values.chance(0.7) ? 0 : random.nextInt(6); left > 0; left--) {
      span.addEvents(event());
    }
    for (int left = values.chance(0.8) ? 0 : random.nextInt(4); left > 0; left--) {
      span.addLinks(link());
    }
    if (values.chance(0.5)) {
      span.setStatus(status());
    }
    return span.setUnknownFields(unknownFields()).build();
  }

  private Span.Event event() {
    Span.Event.Builder event =
        Span.Event.newBuilder()
            .setTimeUnixNano(time())
            .setName(values.chance(0.1) ? "" : values.text(20))
            .setDroppedAttributesCount(values.count());
    values.attributes(random.nextInt(5)).forEach(event::addAttributes);
    return event.setUnknownFields(unknownFields()).build();
  }

  private Span.Link link() {
    Span.Link.Builder link =
        Span.Link.newBuilder()
            .setTraceId(values.chance(0.1) ? ByteString.EMPTY : values.id(16))
            .setSpanId(values.chance(0.1) ? ByteString.EMPTY : values.id(8))
            .setTraceState(values.chance(0.7) ? "" : values.text(10))
            .setFlags(values.chance(0.7) ? 0 : random.nextInt())
            .setDroppedAttributesCount(values.count());
    values.attributes(random.nextInt(4)).forEach(link::addAttributes);
    return link.setUnknownFields(unknownFields()).build();
  }

  private Status status() {
    return Status.newBuilder()
        .setCodeValue(values.chance(0.9) ? random.nextInt(3) : 77)
        .setMessage(values.chance(0.5) ? "" : values.text(60))
        .setUnknownFields(unknownFields())
        .build();
  }

  private ByteString traceId() {
    if (traces.isEmpty() || values.chance(0.15)) {
      traces.add(values.id(16));
    }
    int open = Math.min(traces.size(), MAX_OPEN_TRACES);
    return traces.get(traces.size() - 1 - random.nextInt(open));
  }

  private ByteString spanId() {
    if (spanIds.isEmpty() || values.chance(0.97)) {
      spanIds.add(values.id(8));
      return spanIds.getLast();
    }
    return spanIds.get(random.nextInt(spanIds.size()));
  }

  private ByteString parentId(Span.Builder span) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> ByteString.EMPTY;
      case 2 -> values.id(8); // a parent that never comes
      case 3 -> span.getSpanId();
      default -> spanIds.get(Math.max(0, spanIds.size() - 1 - random.nextInt(20)));
    };
  }

  private long time() {
    return values.chance(0.95)
        ? now + random.nextInt(2_000_000_000)
        : TIMES[random.nextInt(TIMES.length)];
  }

  private UnknownFieldSet unknownFields() {
    return values.chance(0.9) ? UnknownFieldSet.getDefaultInstance() : values.unknownFields();
  }
}
