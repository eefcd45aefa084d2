package dev.vivace.storage.head;

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
public final class TestSpans {

  private TestSpans() {}

  /// A span of trace `trace` that starts at `span` nanoseconds; parent 0 is none.
  public static Span.Builder span(long trace, long span, long parent) {
    Span.Builder builder =
        Span.newBuilder()
            .setTraceId(id(0, trace))
            .setSpanId(id(span))
            .setName("operation")
            .setStartTimeUnixNano(span)
            .setEndTimeUnixNano(span + 10);
    return parent == 0 ? builder : builder.setParentSpanId(id(parent));
  }

  public static TraceId traceId(long trace) {
    return new TraceId(0, trace);
  }

  public static ByteString id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    Arrays.stream(parts).forEach(bytes::putLong);
    return ByteString.copyFrom(bytes.flip());
  }

  public static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  public static KeyValue number(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  public static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  public static ExportTraceServiceRequest request(Span.Builder... spans) {
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
}
