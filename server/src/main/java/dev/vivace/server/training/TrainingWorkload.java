package dev.vivace.server.training;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.id.TraceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes OTLP requests that resemble what services send: traces of some ten spans over several
/// services, attributes of every type, constants beside values that hardly repeat, events, links,
/// errors. The same seed gives the same requests.
final class TrainingWorkload {

  private static final int SERVICES = 12;
  private static final int OPERATIONS = 6;
  private static final int TRACES_A_REQUEST = 32;
  private static final long MILLI = 1_000_000;

  private final Random random;
  private final long startNanos;
  private final List<TraceId> traces = new ArrayList<>();

  TrainingWorkload(long seed, long startNanos) {
    this.random = new Random(seed);
    this.startNanos = startNanos;
  }

  /// The ids of the traces made so far.
  List<TraceId> traces() {
    return traces;
  }

  /// One `ExportTraceServiceRequest`.
  byte[] request() {
    List<TraceId> ids = new ArrayList<>();
    for (int i = 0; i < TRACES_A_REQUEST; i++) {
      ids.add(new TraceId(random.nextLong(), random.nextLong() | 1));
    }
    traces.addAll(ids);
    ProtobufWriter out = new ProtobufWriter(1 << 18);
    for (int service = 0; service < SERVICES; service++) {
      int resourceSpans = out.begin(1);
      int resource = out.begin(1);
      writeText(out, 1, "service.name", "service-" + service);
      writeText(out, 1, "k8s.pod.name", "service-" + service + "-" + random.nextInt(3));
      out.end(resource);
      int scopeSpans = out.begin(2);
      int scope = out.begin(1);
      writeString(out, 1, "training");
      out.end(scope);
      for (TraceId id : ids) {
        writeSpan(out, id, service);
      }
      out.end(scopeSpans);
      out.end(resourceSpans);
    }
    return out.toByteArray();
  }

  private void writeSpan(ProtobufWriter out, TraceId id, int service) {
    int operation = random.nextInt(OPERATIONS);
    long start = startNanos + (id.low() >>> 40) * 1_000 + service * MILLI;
    boolean failed = random.nextInt(50) == 0;
    int span = out.begin(2);
    out.writeId16Field(1, id.high(), id.low());
    out.writeId8Field(2, id.low() ^ (service + 1));
    if (service > 0) {
      out.writeId8Field(4, id.low() ^ ((service + 1) / 2));
    }
    writeString(out, 5, "GET /operation/" + operation);
    out.writeVarintField(6, 1 + operation % 5);
    out.writeFixed64Field(7, start);
    out.writeFixed64Field(8, start + random.nextInt(50_000_000));
    writeText(out, 9, "http.request.method", operation % 2 == 0 ? "GET" : "POST");
    writeText(out, 9, "http.route", "/operation/" + operation);
    writeText(out, 9, "url.full", "http://shop.example/o/" + operation + "?q=" + random.nextLong());
    writeText(out, 9, "user.id", "user-" + random.nextInt(20_000));
    writeText(out, 9, "db.statement", "SELECT * FROM t WHERE id = " + random.nextInt(3_000));
    writeInt(out, "http.response.status_code", failed ? 500 : 200);
    writeInt(out, "thread.id", random.nextInt(64));
    writeInt(out, "http.response.body.size", random.nextInt(100_000));
    writeDouble(out, random.nextDouble());
    writeBool(out, random.nextBoolean());
    if (failed) {
      writeException(out, start);
      int status = out.begin(15);
      writeString(out, 2, "it failed");
      out.writeVarintField(3, 2);
      out.end(status);
    }
    if (random.nextInt(100) == 0) {
      int link = out.begin(13);
      out.writeId16Field(1, id.high(), id.low());
      out.writeId8Field(2, id.low());
      out.end(link);
    }
    out.writeFixed32Field(16, 0x101);
    out.end(span);
  }

  private static void writeException(ProtobufWriter out, long start) {
    int event = out.begin(11);
    out.writeFixed64Field(1, start + MILLI);
    writeString(out, 2, "exception");
    writeText(out, 3, "exception.type", "java.io.IOException");
    writeText(out, 3, "exception.stacktrace", "at a.b.C.d(C.java:1)\n".repeat(30));
    out.end(event);
  }

  private static void writeText(ProtobufWriter out, int field, String key, String value) {
    int attribute = out.begin(field);
    writeString(out, 1, key);
    int any = out.begin(2);
    writeString(out, 1, value);
    out.end(any);
    out.end(attribute);
  }

  private static void writeInt(ProtobufWriter out, String key, long value) {
    int attribute = out.begin(9);
    writeString(out, 1, key);
    int any = out.begin(2);
    out.writeVarintField(3, value);
    out.end(any);
    out.end(attribute);
  }

  private static void writeDouble(ProtobufWriter out, double value) {
    int attribute = out.begin(9);
    writeString(out, 1, "ratio");
    int any = out.begin(2);
    out.writeFixed64Field(4, Double.doubleToRawLongBits(value));
    out.end(any);
    out.end(attribute);
  }

  private static void writeBool(ProtobufWriter out, boolean value) {
    int attribute = out.begin(9);
    writeString(out, 1, "cache.hit");
    int any = out.begin(2);
    out.writeVarintField(2, value ? 1 : 0);
    out.end(any);
    out.end(attribute);
  }

  private static void writeString(ProtobufWriter out, int field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytesField(field, bytes, 0, bytes.length);
  }
}
