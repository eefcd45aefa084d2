package dev.vivace.model.otlp;

import com.google.protobuf.ByteString;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/// Prints how much processor time decoding a span of an everyday HTTP service takes, round by
/// round: a quick look, not a benchmark. Run its `main` by hand; arguments: `json` or `protobuf`,
/// rounds.
final class DecodeThroughput {

  private static final int SPANS = 1000;
  private static final int REQUESTS_PER_ROUND = 200;

  private DecodeThroughput() {}

  public static void main(String[] arguments) {
    boolean json = arguments.length > 0 && arguments[0].equals("json");
    ExportTraceServiceRequest request = request(new Random(1));
    byte[] bytes =
        json
            ? JsonRequests.tidy().write(request).getBytes(StandardCharsets.UTF_8)
            : request.toByteArray();
    WireFormat format = json ? WireFormat.OTLP_JSON : WireFormat.OTLP_PROTOBUF;
    System.out.printf("%d bytes a span%n", bytes.length / SPANS);
    SpanBatch batch = new SpanBatch();
    SpanDecoder decoder = new SpanDecoder();
    byte[] buffer = Arrays.copyOf(bytes, bytes.length * (json ? 3 : 1) + 4096);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
    for (int round = 0; round < rounds; round++) {
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < REQUESTS_PER_ROUND; i++) {
        batch.reset(buffer, bytes.length);
        decoder.decode(format, batch, 2048);
      }
      double nanos =
          (double) (threads.getCurrentThreadCpuTime() - start) / REQUESTS_PER_ROUND / SPANS;
      System.out.printf(
          "round %d: %.0f ns a span (%d spans)%n", round, nanos, batch.spans().count());
    }
  }

  private static ExportTraceServiceRequest request(Random random) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int service = 0; service < 10; service++) {
      ScopeSpans.Builder scope =
          ScopeSpans.newBuilder()
              .setScope(InstrumentationScope.newBuilder().setName("io.opentelemetry.netty-4.1"));
      for (int i = 0; i < SPANS / 10; i++) {
        scope.addSpans(span(random));
      }
      request.addResourceSpans(
          ResourceSpans.newBuilder()
              .setResource(
                  Resource.newBuilder()
                      .addAttributes(text("service.name", "cart-" + service))
                      .addAttributes(text("k8s.pod.name", "cart-7d9f8b6c5-x2v" + service))
                      .addAttributes(text("telemetry.sdk.language", "java")))
              .addScopeSpans(scope));
    }
    return request.build();
  }

  private static Span span(Random random) {
    long start = 1_700_000_000_000_000_000L + random.nextInt();
    return Span.newBuilder()
        .setTraceId(bytes(random, 16))
        .setSpanId(bytes(random, 8))
        .setParentSpanId(bytes(random, 8))
        .setName("GET /api/v1/products/{id}")
        .setKindValue(1 + random.nextInt(5))
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + random.nextInt(1_000_000))
        .setFlags(0x101)
        .setStatus(Status.getDefaultInstance())
        .addAttributes(text("http.request.method", "GET"))
        .addAttributes(number("http.response.status_code", 200 + random.nextInt(300)))
        .addAttributes(text("url.path", "/api/v1/products/" + random.nextInt(10_000)))
        .addAttributes(text("url.scheme", "https"))
        .addAttributes(text("server.address", "shop.example.com"))
        .addAttributes(number("server.port", 8443))
        .addAttributes(text("client.address", "10.0." + random.nextInt(256) + ".17"))
        .addAttributes(text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) Gecko/2010"))
        .addAttributes(text("http.route", "/api/v1/products/{id}"))
        .addAttributes(number("thread.id", random.nextInt(200)))
        .addAttributes(text("thread.name", "executor-thread-" + random.nextInt(50)))
        .addAttributes(text("network.protocol.version", "1.1"))
        .build();
  }

  private static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  private static KeyValue number(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteString bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
