package dev.vivace.integration.compare;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.List;

/// A span with all that belongs to it, so that nothing about it can be lost unseen. An absent
/// resource, scope or status equals an empty one: answers always have them.
public record SentSpan(
    Span span,
    Resource resource,
    String resourceSchemaUrl,
    InstrumentationScope scope,
    String scopeSchemaUrl) {

  /// Within a trace a span is known by its id, kind and start: a client and a server may share an
  /// id.
  public record Identity(ByteString traceId, ByteString spanId, int kind, long startNanos) {}

  public SentSpan {
    if (span.hasStatus() && span.getStatus().equals(Status.getDefaultInstance())) {
      span = span.toBuilder().clearStatus().build();
    }
  }

  public Identity identity() {
    return new Identity(
        span.getTraceId(), span.getSpanId(), span.getKindValue(), span.getStartTimeUnixNano());
  }

  public static List<SentSpan> of(ExportTraceServiceRequest request) {
    return of(request.getResourceSpansList());
  }

  public static List<SentSpan> of(TracesData trace) {
    return of(trace.getResourceSpansList());
  }

  private static List<SentSpan> of(List<ResourceSpans> envelopes) {
    List<SentSpan> spans = new ArrayList<>();
    for (ResourceSpans envelope : envelopes) {
      for (ScopeSpans scopeSpans : envelope.getScopeSpansList()) {
        for (Span span : scopeSpans.getSpansList()) {
          spans.add(
              new SentSpan(
                  span,
                  envelope.getResource(),
                  envelope.getSchemaUrl(),
                  scopeSpans.getScope(),
                  scopeSpans.getSchemaUrl()));
        }
      }
    }
    return spans;
  }
}
