package dev.vivace.ingester.sampling;

import com.google.protobuf.ByteString;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A head that is filled by hand; traces have the numbers of their order, from 0.
final class TestHead {

  static final long SECOND = 1_000_000_000;

  private final LiveHead head = new LiveHead(new HeadMemory(64 << 20));
  private long offset;
  private long spans;

  LiveHead head() {
    return head;
  }

  /// Adds spans of a trace in one request.
  TestHead add(long trace, long appendNanos, Span.Builder... added) {
    return add(trace, appendNanos, List.of(), added);
  }

  TestHead add(long trace, long appendNanos, List<KeyValue> resource, Span.Builder... added) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    var ofResource = request.addResourceSpansBuilder();
    ofResource.getResourceBuilder().addAllAttributes(resource);
    var scope = ofResource.addScopeSpansBuilder();
    for (Span.Builder span : added) {
      scope.addSpans(span.setTraceId(bytes(0, trace)).setSpanId(bytes(++spans)));
    }
    byte[] encoded = request.build().toByteArray();
    SpanBatch batch = new SpanBatch();
    batch.reset(encoded, encoded.length);
    new SpanDecoder().decode(WireFormat.OTLP_PROTOBUF, batch, 0);
    head.append(batch, SpanFilter.ALL, offset++, appendNanos, appendNanos);
    return this;
  }

  private static ByteString bytes(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    for (long part : parts) {
      bytes.putLong(part);
    }
    return ByteString.copyFrom(bytes.flip());
  }

  /// A span of a millisecond.
  static Span.Builder span() {
    return span(SECOND, SECOND + 1_000_000);
  }

  static Span.Builder span(long startNanos, long endNanos) {
    return Span.newBuilder().setStartTimeUnixNano(startNanos).setEndTimeUnixNano(endNanos);
  }

  static Span.Builder span(KeyValue attribute) {
    return span().addAttributes(attribute);
  }

  static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  static KeyValue number(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  static KeyValue decimal(String key, double value) {
    return attribute(key, AnyValue.newBuilder().setDoubleValue(value));
  }

  static KeyValue truth(String key, boolean value) {
    return attribute(key, AnyValue.newBuilder().setBoolValue(value));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  static SamplingSettings settings(Policy... policies) {
    return new SamplingSettings(Duration.ofSeconds(30), 100, false, 100, 100, List.of(policies));
  }

  /// The traces that are kept, by their number.
  List<Integer> keptBy(Policy... policies) {
    return keptBy(settings(policies));
  }

  List<Integer> keptBy(SamplingSettings settings) {
    Decider decider = new Decider(settings, head, new RateBuckets(List.of()));
    List<Integer> kept = new ArrayList<>();
    for (int trace = 0; trace < head.traces().count(); trace++) {
      if (decider.decide(trace).isKept()) {
        kept.add(trace);
      }
    }
    return kept;
  }
}
