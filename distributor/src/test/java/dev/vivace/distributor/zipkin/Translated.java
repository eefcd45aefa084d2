package dev.vivace.distributor.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What becomes of a request of Zipkin's, read back by the generated classes of OTLP.
record Translated(ExportTraceServiceRequest request) {

  static final long RECEIVED_NANOS = 1_767_323_045_000_000_006L;
  static final ZipkinReceiverConfig CONFIG = ZipkinReceiverConfig.of("127.0.0.1", 0);
  private static final int MAX_BYTES = 64 << 20;

  /// Spans in JSON; single quotes stand for double ones.
  static Translated ofJson(ZipkinFormat format, String json) {
    return of(format, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), CONFIG);
  }

  static Translated of(ZipkinFormat format, byte[] bytes, ZipkinReceiverConfig config) {
    try {
      return new Translated(ExportTraceServiceRequest.parseFrom(translate(format, bytes, config)));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not OTLP", e);
    }
  }

  /// As bytes, which the generated classes do not read if a text in them is damaged.
  static byte[] translate(ZipkinFormat format, byte[] bytes, ZipkinReceiverConfig config) {
    OtlpRequestWriter out = new OtlpRequestWriter(MAX_BYTES, _ -> {});
    SpanTranslator translator = new SpanTranslator(config, RECEIVED_NANOS, out);
    SpanReader reader = format.read(bytes, bytes.length);
    try {
      for (ZipkinSpan span = reader.next(); span != null; span = reader.next()) {
        translator.write(span);
      }
      return out.finish();
    } catch (RefusedException e) {
      throw new AssertionError("not translated", e);
    }
  }

  List<Span> spans() {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  ResourceSpans resource() {
    assertThat(request.getResourceSpansList()).hasSize(1);
    return request.getResourceSpans(0);
  }

  ScopeSpans scope() {
    assertThat(resource().getScopeSpansList()).hasSize(1);
    return resource().getScopeSpans(0);
  }

  Span span() {
    assertThat(spans()).hasSize(1);
    return spans().getFirst();
  }

  Map<String, Object> attributes() {
    return values(span().getAttributesList());
  }

  Map<String, Object> resourceAttributes() {
    return values(resource().getResource().getAttributesList());
  }

  /// Attributes in their order; none may come twice.
  static Map<String, Object> values(List<KeyValue> attributes) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (KeyValue attribute : attributes) {
      assertThat(values.put(attribute.getKey(), value(attribute.getValue())))
          .as("a second %s", attribute.getKey())
          .isNull();
    }
    return values;
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BOOL_VALUE -> value.getBoolValue();
      case BYTES_VALUE -> value.getBytesValue();
      default -> throw new AssertionError(value.getValueCase());
    };
  }
}
