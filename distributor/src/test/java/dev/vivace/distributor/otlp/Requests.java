package dev.vivace.distributor.otlp;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

/// Requests as clients make them.
final class Requests {

  static final String TRACE_ID = "0123456789abcdef0123456789abcdef";
  static final String SPAN_ID = "0123456789abcdef";

  private Requests() {}

  static Span.Builder span(String name) {
    return Span.newBuilder()
        .setTraceId(bytes(TRACE_ID))
        .setSpanId(bytes(SPAN_ID))
        .setName(name)
        .setStartTimeUnixNano(Running.NOW.getEpochSecond() * 1_000_000_000L)
        .setEndTimeUnixNano(Running.NOW.getEpochSecond() * 1_000_000_000L + 5);
  }

  static ExportTraceServiceRequest request(Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    KeyValue service =
        KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setStringValue("shop"))
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(service))
                .addScopeSpans(scope))
        .build();
  }

  static String json(String... spans) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s]}]}]}"
        .formatted(String.join(",", spans));
  }

  static String jsonSpan(String traceId, String spanId, String name) {
    return "{\"traceId\":\"%s\",\"spanId\":\"%s\",\"name\":\"%s\"}"
        .formatted(traceId, spanId, name);
  }

  static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  /// Compresses as the named test case says.
  static byte[] compress(String how, byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    switch (how) {
      case "gzip" -> write(new GZIPOutputStream(compressed), plain);
      case "zlib" -> write(new DeflaterOutputStream(compressed), plain);
      case "raw deflate" ->
          write(
              new DeflaterOutputStream(
                  compressed, new Deflater(Deflater.DEFAULT_COMPRESSION, true)),
              plain);
      case "zstd" -> compressed.write(Zstd.compress(plain));
      case "snappy block" -> compressed.write(Snappy.compress(plain));
      case "snappy frames" -> write(new SnappyFramedOutputStream(compressed), plain);
      case "none" -> compressed.write(plain);
      default -> throw new IllegalArgumentException(how);
    }
    return compressed.toByteArray();
  }

  private static void write(OutputStream compressing, byte[] plain) throws IOException {
    try (compressing) {
      compressing.write(plain);
    }
  }
}
