package dev.vivace.distributor.jaeger;

import dev.vivace.model.bytes.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Requests of `PostSpans`, written field by field as the published definitions number them.
final class ProtobufBatches {

  private ProtobufBatches() {}

  /// The spans first, then the process, as the generated classes write them.
  static byte[] request(String service, SpanWriter... spans) {
    ProtobufWriter out = new ProtobufWriter(256);
    int batch = out.begin(1);
    for (SpanWriter span : spans) {
      byte[] bytes = span.out.toByteArray();
      out.writeBytesField(1, bytes, 0, bytes.length);
    }
    int process = out.begin(2);
    writeText(out, 1, service);
    out.end(process);
    out.end(batch);
    return out.toByteArray();
  }

  private static void writeText(ProtobufWriter out, int field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytesField(field, bytes, 0, bytes.length);
  }

  private static void writeId(ProtobufWriter out, int field, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length > 0) {
      out.writeBytesField(field, bytes, 0, bytes.length);
    }
  }

  private static void writeTag(ProtobufWriter out, int field, String key, int type, Object value) {
    int tag = out.begin(field);
    writeText(out, 1, key);
    out.writeVarintField(2, type);
    switch (value) {
      case String text -> writeText(out, 3, text);
      case Boolean bool -> out.writeVarintField(4, bool ? 1 : 0);
      case Long number -> out.writeVarintField(5, number);
      case Double number -> out.writeFixed64Field(6, Double.doubleToRawLongBits(number));
      case byte[] bytes -> out.writeBytesField(7, bytes, 0, bytes.length);
      default -> throw new IllegalArgumentException(value.toString());
    }
    out.end(tag);
  }

  /// One span; fields are written in the order of the calls.
  static final class SpanWriter {

    private final ProtobufWriter out = new ProtobufWriter(64);

    SpanWriter id(int field, String hex) {
      writeId(out, field, hex);
      return this;
    }

    SpanWriter text(int field, String text) {
      writeText(out, field, text);
      return this;
    }

    SpanWriter number(int field, long number) {
      out.writeVarintField(field, number);
      return this;
    }

    SpanWriter time(int field, long seconds, int nanos) {
      int time = out.begin(field);
      out.writeVarintField(1, seconds);
      out.writeVarintField(2, nanos);
      out.end(time);
      return this;
    }

    SpanWriter tag(int field, String key, int type, Object value) {
      writeTag(out, field, key, type, value);
      return this;
    }

    SpanWriter reference(String traceId, String spanId, int type) {
      int reference = out.begin(4);
      writeId(out, 1, traceId);
      writeId(out, 2, spanId);
      out.writeVarintField(3, type);
      out.end(reference);
      return this;
    }

    SpanWriter log(long seconds, int nanos, String key, String value) {
      int log = out.begin(9);
      time(1, seconds, nanos);
      writeTag(out, 2, key, 0, value);
      out.end(log);
      return this;
    }

    SpanWriter process(String service) {
      int process = out.begin(10);
      writeText(out, 1, service);
      out.end(process);
      return this;
    }
  }
}
