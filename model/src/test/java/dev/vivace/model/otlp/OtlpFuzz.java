package dev.vivace.model.otlp;

import com.google.protobuf.ByteString;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The decoders of requests as targets of fuzzing: any bytes are decoded or refused.
public final class OtlpFuzz {

  private static final long MAX_DECODED_BYTES = 32 << 20;
  private static final int MAX_ATTRIBUTE_BYTES = 16;

  private OtlpFuzz() {}

  /// Decodes a request in protobuf, as it is and with long values cut, and writes its spans again.
  public static void protobuf(byte[] input) {
    decode(WireFormat.OTLP_PROTOBUF, input);
  }

  /// The same in JSON.
  public static void json(byte[] input) {
    decode(WireFormat.OTLP_JSON, input);
  }

  private static void decode(WireFormat format, byte[] input) {
    decode(format, input, 0);
    decode(format, input, MAX_ATTRIBUTE_BYTES);
  }

  private static void decode(WireFormat format, byte[] input, int maxAttributeBytes) {
    SpanBatch batch = new SpanBatch();
    batch.reset(input.clone(), input.length);
    try {
      new SpanDecoder().decode(format, batch, maxAttributeBytes, MAX_DECODED_BYTES);
    } catch (InvalidRequestException | RequestTooLargeException e) {
      return; // It is refused.
    }
    for (int span = 0; span < batch.spans().count(); span++) {
      SentSpan.resourceBytes(batch, span);
      SentSpan.scopeBytes(batch, span);
      SentSpan.spanBytes(batch, span);
    }
  }

  public static List<byte[]> protobufSeeds() {
    return List.of(new byte[0], small().toByteArray(), rich().toByteArray());
  }

  public static List<byte[]> jsonSeeds() {
    return List.of(
        "{}".getBytes(StandardCharsets.UTF_8),
        JsonRequests.tidy().write(small()).getBytes(StandardCharsets.UTF_8),
        JsonRequests.tidy().write(rich()).getBytes(StandardCharsets.UTF_8),
        new JsonRequests(1).write(rich()).getBytes(StandardCharsets.UTF_8));
  }

  private static ExportTraceServiceRequest small() {
    return request(
        Span.newBuilder()
            .setTraceId(id(16))
            .setSpanId(id(8))
            .setName("GET /")
            .setStartTimeUnixNano(1_700_000_000_000_000_000L)
            .setEndTimeUnixNano(1_700_000_000_000_000_100L));
  }

  private static ExportTraceServiceRequest rich() {
    AnyValue array =
        AnyValue.newBuilder()
            .setArrayValue(ArrayValue.newBuilder().addValues(text("a")).addValues(text("b")))
            .build();
    AnyValue map =
        AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addValues(attribute("inner", array)))
            .build();
    return request(
        Span.newBuilder()
            .setTraceId(id(16))
            .setSpanId(id(8))
            .setParentSpanId(id(8))
            .setTraceState("k=v")
            .setFlags(257)
            .setName("POST /checkout")
            .setKindValue(3)
            .setStartTimeUnixNano(-1)
            .setEndTimeUnixNano(5)
            .addAttributes(attribute("text", text("a value that is longer than sixteen bytes")))
            .addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-7).build()))
            .addAttributes(attribute("double", AnyValue.newBuilder().setDoubleValue(0.1).build()))
            .addAttributes(attribute("bool", AnyValue.newBuilder().setBoolValue(true).build()))
            .addAttributes(attribute("bytes", AnyValue.newBuilder().setBytesValue(id(4)).build()))
            .addAttributes(attribute("array", array))
            .addAttributes(attribute("map", map))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .setTimeUnixNano(7)
                    .addAttributes(attribute("message", text("µ"))))
            .addLinks(Span.Link.newBuilder().setTraceId(id(16)).setSpanId(id(8)))
            .setDroppedAttributesCount(2)
            .setStatus(Status.newBuilder().setCodeValue(2).setMessage("failed")));
  }

  private static ExportTraceServiceRequest request(Span.Builder span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(attribute("service.name", text("shop"))))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("lib").setVersion("1"))
                        .addSpans(span)))
        .build();
  }

  private static ByteString id(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return ByteString.copyFrom(bytes);
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }
}
