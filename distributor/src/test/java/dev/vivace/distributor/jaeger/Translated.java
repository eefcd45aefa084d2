package dev.vivace.distributor.jaeger;

import static dev.vivace.distributor.jaeger.ThriftBatches.batch;
import static dev.vivace.distributor.jaeger.ThriftBatches.binary;

import dev.vivace.distributor.thrift.BinaryCursor;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import io.jaegertracing.thriftjava.Batch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.stream.Collectors;

/// What batches become, as OTLP's generated classes see it.
final class Translated {

  private Translated() {}

  static ExportTraceServiceRequest thrift(Batch batch) throws Exception {
    return thrift(batch, new JaegerMetrics(new SimpleMeterRegistry(), JaegerTransport.THRIFT_HTTP));
  }

  static ExportTraceServiceRequest thrift(Batch batch, JaegerMetrics metrics) throws Exception {
    byte[] bytes = binary(batch);
    OtlpRequestWriter out = new OtlpRequestWriter(1 << 20, _ -> {});
    BinaryCursor cursor = new BinaryCursor(bytes, bytes.length);
    new ThriftBatchReader(cursor, bytes, new BatchTranslator(out, metrics)).readBatch();
    return ExportTraceServiceRequest.parseFrom(out.finish());
  }

  static ExportTraceServiceRequest protobuf(byte[] request) throws Exception {
    return ExportTraceServiceRequest.parseFrom(protobufBytes(request));
  }

  /// Not parsed: text that is no UTF-8 is kept, which the generated classes refuse.
  static byte[] protobufBytes(byte[] request) throws Exception {
    OtlpRequestWriter out = new OtlpRequestWriter(1 << 20, _ -> {});
    JaegerMetrics metrics = new JaegerMetrics(new SimpleMeterRegistry(), JaegerTransport.GRPC);
    new ProtobufBatchReader(request, request.length, new BatchTranslator(out, metrics))
        .readRequest();
    return out.finish();
  }

  /// The only span of a batch.
  static Span only(io.jaegertracing.thriftjava.Span span) throws Exception {
    return only(thrift(batch(span)));
  }

  static Span only(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  /// `key=value` of each, numbers and words as protobuf's text form shows them.
  static List<String> shown(List<KeyValue> attributes) {
    return attributes.stream()
        .map(attribute -> attribute.getKey() + "=" + shown(attribute.getValue()))
        .toList();
  }

  private static String shown(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> "'" + value.getStringValue() + "'";
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> value.getDoubleValue() + "d";
      case BYTES_VALUE -> "bytes " + value.getBytesValue().toStringUtf8();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(Translated::shown)
              .collect(Collectors.joining(" ", "[", "]"));
      default -> value.getValueCase().toString();
    };
  }
}
