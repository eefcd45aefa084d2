package dev.vivace.distributor.redact;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.distributor.ingest.BufferPool;
import dev.vivace.distributor.ingest.RedactionCounts;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.model.span.WireFormat;
import dev.vivace.transport.InFlightBytes;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Requests, and what redaction makes of them.
final class Requests {

  static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private Requests() {}

  /// A redacted request and what was counted.
  record Redacted(byte[] bytes, RedactionCounts counts) {

    ExportTraceServiceRequest parsed() {
      try {
        return ExportTraceServiceRequest.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("redaction has made it unreadable", e);
      }
    }

    Span span() {
      return parsed().getResourceSpans(0).getScopeSpans(0).getSpans(0);
    }
  }

  static Redacted redact(byte[] request, RedactionRule... rules) {
    return redact(WireFormat.OTLP_PROTOBUF, request, rules);
  }

  static Redacted redact(WireFormat format, byte[] request, RedactionRule... rules) {
    try {
      return redact(new InFlightBytes(256 << 20), 16 << 20, format, request, rules);
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  static Redacted redact(
      InFlightBytes budget, int maxBytes, WireFormat format, byte[] request, RedactionRule... rules)
      throws RefusedException {
    RequestBytes bytes = new RequestBuffers(new BufferPool(0), budget, maxBytes).open();
    try {
      bytes.take(request.clone());
      RedactionCounts counts = new Redaction(List.of(rules), KEY, "****").redact(format, bytes);
      return new Redacted(Arrays.copyOf(bytes.bytes(), bytes.length()), counts);
    } finally {
      bytes.release();
    }
  }

  static RedactionRule whole(RedactionAction action, String key, RedactionScope... scopes) {
    return RedactionRule.ofAttributes(action, new KeySelector.Exact(key), List.of(scopes));
  }

  static RedactionRule found(RedactionAction action, String pattern, RedactionScope... scopes) {
    return RedactionRule.ofValues(action, new KeySelector.Any(), pattern, List.of(scopes));
  }

  static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  static AnyValue array(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  static AnyValue list(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  static KeyValue attribute(String key, String value) {
    return attribute(key, text(value));
  }

  static Span.Builder span(KeyValue... attributes) {
    return Span.newBuilder()
        .setTraceId(
            ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7}))
        .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
        .setName("GET /")
        .addAllAttributes(List.of(attributes));
  }

  static byte[] request(Span.Builder span) {
    return request(
        ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)));
  }

  static byte[] request(ResourceSpans.Builder spans) {
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(spans).build().toByteArray();
  }
}
