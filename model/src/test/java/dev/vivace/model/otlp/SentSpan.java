package dev.vivace.model.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.SpanBatch;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A span with its envelopes, in the generated classes: what a request sent, and what a batch gives
/// back.
record SentSpan(ResourceSpans resource, ScopeSpans scope, Span span) {

  private static final OtlpSpanWriter WRITER = new OtlpSpanWriter();

  /// The spans of a request that a batch must hold, in order, with what decoding changes.
  static List<SentSpan> storable(ExportTraceServiceRequest request) {
    List<SentSpan> spans = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      ResourceSpans envelope =
          resource.toBuilder().clearScopeSpans().setResource(resource.getResource()).build();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        ScopeSpans scopeEnvelope =
            scope.toBuilder().clearSpans().setScope(scope.getScope()).build();
        for (Span span : scope.getSpansList()) {
          if (isId(span.getTraceId(), 16) && isId(span.getSpanId(), 8)) {
            spans.add(new SentSpan(envelope, scopeEnvelope, normalised(span)));
          }
        }
      }
    }
    return spans;
  }

  /// What a batch gives back.
  static List<SentSpan> of(SpanBatch batch) {
    List<SentSpan> spans = new ArrayList<>();
    for (int i = 0; i < batch.spans().count(); i++) {
      try {
        spans.add(
            new SentSpan(
                ResourceSpans.parseFrom(resourceBytes(batch, i)),
                ScopeSpans.parseFrom(scopeBytes(batch, i)),
                Span.parseFrom(spanBytes(batch, i))));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("span " + i + " was not written as OTLP", e);
      }
    }
    return spans;
  }

  static byte[] resourceBytes(SpanBatch batch, int span) {
    return bytes(batch, batch.resources().envelope(batch.spans().resource(span)));
  }

  static byte[] scopeBytes(SpanBatch batch, int span) {
    return bytes(batch, batch.scopes().envelope(batch.spans().scope(span)));
  }

  static byte[] spanBytes(SpanBatch batch, int span) {
    ProtobufWriter out = new ProtobufWriter(16);
    WRITER.write(batch, span, out);
    return out.toByteArray();
  }

  static byte[] bytes(SpanBatch batch, long slice) {
    int offset = Slice.offset(slice);
    return Arrays.copyOfRange(batch.bytes(), offset, offset + Slice.length(slice));
  }

  /// A request of one span.
  static ExportTraceServiceRequest request(Span span) {
    return request(Resource.getDefaultInstance(), span);
  }

  static ExportTraceServiceRequest request(Resource resource, Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(Arrays.asList(spans))))
        .build();
  }

  /// A span with valid ids.
  static Span.Builder span(String name) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFromUtf8("01234567"))
        .setName(name);
  }

  private static Span normalised(Span span) {
    Span.Builder builder = span.toBuilder().setStatus(span.getStatus());
    if (!isId(span.getParentSpanId(), 8)) {
      builder.clearParentSpanId();
    }
    for (Span.Link.Builder link : builder.getLinksBuilderList()) {
      if (link.getTraceId().size() != 16) {
        link.clearTraceId();
      }
      if (link.getSpanId().size() != 8) {
        link.clearSpanId();
      }
    }
    return builder.build();
  }

  private static boolean isId(ByteString id, int size) {
    return id.size() == size && !id.equals(ByteString.copyFrom(new byte[size]));
  }
}
