package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.Outcome;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;

/// Many small traces, each span with a long name of its own, so that a search has much to look at.
final class HeavyTraces {

  static final long START_SECONDS = 1_700_000_000;

  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final int TRACES_OF_A_REQUEST = 200;
  private static final int SPANS_OF_A_TRACE = 4;
  private static final int NAME_LENGTH = 150;

  private HeavyTraces() {}

  /// The n-th request.
  static ExportTraceServiceRequest request(int n) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int trace = 1; trace <= TRACES_OF_A_REQUEST; trace++) {
      for (int span = 1; span <= SPANS_OF_A_TRACE; span++) {
        spans.addSpans(span(n * (long) TRACES_OF_A_REQUEST + trace, span));
      }
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("heavy"))))
                .addScopeSpans(spans))
        .build();
  }

  /// Sends the first requests.
  static void store(VivaceProcess server, int requests) {
    try (GrpcSender sender = GrpcSender.plain(server.otlpGrpc())) {
      for (int i = 0; i < requests; i++) {
        assertThat(sender.send(request(i).toByteArray()).outcome()).isEqualTo(Outcome.STORED);
      }
    }
  }

  static int traces(int requests) {
    return requests * TRACES_OF_A_REQUEST;
  }

  private static Span.Builder span(long trace, int span) {
    long start = START_SECONDS * NANOS_A_SECOND + trace * 1_000_000;
    Span.Builder builder =
        Span.newBuilder()
            .setTraceId(id(1, trace))
            .setSpanId(id(trace << 8 | span))
            .setName("a".repeat(NAME_LENGTH) + trace + "." + span)
            .setStartTimeUnixNano(start + span)
            .setEndTimeUnixNano(start + 1_000);
    return span == 1 ? builder : builder.setParentSpanId(id(trace << 8 | (span - 1)));
  }

  private static ByteString id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    for (long part : parts) {
      bytes.putLong(part);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
