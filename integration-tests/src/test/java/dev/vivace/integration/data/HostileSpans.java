package dev.vivace.integration.data;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Input that a server must take without growing beyond its bounds: a trace of very many spans,
/// spans with very many different keys, very long strings.
public final class HostileSpans {
  private static final int SPANS_OF_A_REQUEST = 512;
  private static final int KEYS_OF_A_SPAN = 100;

  private final long startNanos;
  private long nextSpan = 1;

  public HostileSpans(long startNanos) {
    this.startNanos = startNanos;
  }

  /// One trace, all children of the first span, in requests of the usual size.
  public List<ExportTraceServiceRequest> giantTrace(ByteString traceId, int spans) {
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    ByteString root = ByteString.EMPTY;
    for (int sent = 0; sent < spans; sent += SPANS_OF_A_REQUEST) {
      ScopeSpans.Builder scope = ScopeSpans.newBuilder();
      for (int i = sent; i < Math.min(spans, sent + SPANS_OF_A_REQUEST); i++) {
        Span.Builder span = span(traceId).setParentSpanId(root).addAttributes(text("row", "" + i));
        root = root.isEmpty() ? span.getSpanId() : root;
        scope.addSpans(span);
      }
      requests.add(request(scope));
    }
    return requests;
  }

  /// A trace in which no key comes twice.
  public ExportTraceServiceRequest manyKeys(ByteString traceId, int firstKey, int keys) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int key = firstKey; key < firstKey + keys; ) {
      Span.Builder span = span(traceId);
      for (int end = Math.min(firstKey + keys, key + KEYS_OF_A_SPAN); key < end; key++) {
        span.addAttributes(text("key." + key, "value"));
      }
      scope.addSpans(span);
    }
    return request(scope);
  }

  /// A trace of one span with a string of this length.
  public ExportTraceServiceRequest longString(ByteString traceId, int bytes) {
    String value = "0123456789abcdef".repeat(bytes / 16);
    return request(
        ScopeSpans.newBuilder().addSpans(span(traceId).addAttributes(text("long", value))));
  }

  private Span.Builder span(ByteString traceId) {
    long n = nextSpan++;
    return Span.newBuilder()
        .setTraceId(traceId)
        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(n).flip()))
        .setName("hostile")
        .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
        .setStartTimeUnixNano(startNanos + n)
        .setEndTimeUnixNano(startNanos + n + 1_000);
  }

  private static ExportTraceServiceRequest request(ScopeSpans.Builder scope) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
