package dev.vivace.ingester;

import com.google.protobuf.ByteString;
import dev.vivace.model.id.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Spans made by hand for tests: ids are numbers.
final class TestSpans {

  private TestSpans() {}

  static Span.Builder span(long trace, long span) {
    return Span.newBuilder()
        .setTraceId(id(0, trace))
        .setSpanId(id(span))
        .setName("operation")
        .setStartTimeUnixNano(span)
        .setEndTimeUnixNano(span + 10)
        .addAttributes(text("text", "span " + span));
  }

  static TraceId traceId(long trace) {
    return new TraceId(0, trace);
  }

  static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static ExportTraceServiceRequest request(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "shop")))
                .addScopeSpans(scope))
        .build();
  }

  private static ByteString id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    Arrays.stream(parts).forEach(bytes::putLong);
    return ByteString.copyFrom(bytes.flip());
  }
}
