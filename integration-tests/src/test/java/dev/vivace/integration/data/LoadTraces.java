package dev.vivace.integration.data;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// Requests for load: the content of the n-th follows from (seed, n) alone. Its spans belong to a
/// few traces, and each trace is spread over requests that may lie far apart, as of services that
/// report on their own.
public final class LoadTraces {
  private static final int SERVICES = 6;
  private static final int SPANS_OF_A_TRACE = 5;

  // A part of a trace is in the request of its number, in the next one, or this many later.
  private static final int[] DISTANCES = {0, 1, 50};

  private final long seed;
  private final long startNanos;

  public LoadTraces(long seed, long startNanos) {
    this.seed = seed;
    this.startNanos = startNanos;
  }

  /// The n-th request: the parts of the three traces that are due.
  public ExportTraceServiceRequest request(int n) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int part = 0; part < DISTANCES.length; part++) {
      int trace = n - DISTANCES[part];
      if (trace >= 0) {
        request.addResourceSpans(part(trace, part));
      }
    }
    return request.build();
  }

  private ResourceSpans part(int trace, int part) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + trace * 31L + part);
    ByteString traceId = traceId(trace);
    ScopeSpans.Builder spans =
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("load").setVersion("1." + part));
    for (int i = 0; i < SPANS_OF_A_TRACE; i++) {
      spans.addSpans(span(traceId, trace, part, i, random));
    }
    return ResourceSpans.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAttributes(text("service.name", "service-" + trace % SERVICES)))
        .addScopeSpans(spans)
        .build();
  }

  private ByteString traceId(int trace) {
    SplittableRandom random = new SplittableRandom(seed ^ (trace + 1L) * 0x9e3779b97f4a7c15L);
    ByteBuffer id =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong() | 1);
    return ByteString.copyFrom(id.flip());
  }

  private Span span(ByteString traceId, int trace, int part, int i, SplittableRandom random) {
    boolean isRoot = part == 0 && i == 0;
    long start = startNanos + trace * 1_000_000L + part * 10_000L + i * 100L;
    return Span.newBuilder()
        .setTraceId(traceId)
        .setSpanId(spanId(part, i))
        .setParentSpanId(isRoot ? ByteString.EMPTY : spanId(0, 0))
        .setName("operation " + random.nextInt(20))
        .setKindValue(1 + random.nextInt(5))
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + random.nextInt(1, 1_000_000))
        .addAttributes(text("statement", "SELECT " + random.nextLong()))
        .addAttributes(number("rows", random.nextInt(1000)))
        .build();
  }

  private static ByteString spanId(int part, int i) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(part * 100L + i + 1).flip());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
