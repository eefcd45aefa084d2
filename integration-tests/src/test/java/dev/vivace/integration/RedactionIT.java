package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.StoredBytes;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.SpanBackend;
import io.jaegertracing.internal.JaegerSpan;
import io.jaegertracing.internal.JaegerTracer;
import io.jaegertracing.internal.reporters.RemoteReporter;
import io.jaegertracing.internal.samplers.ConstSampler;
import io.jaegertracing.thrift.internal.senders.HttpSender;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Secrets that senders of every protocol put into spans are in no file and no answer, and go to no
/// other backend: before and after a kill, from the log and from blocks.
class RedactionIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String SECRET = "s3cr3t";
  private static final String SHOWN = "visible-to-all";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path folder = SERVERS.newFolder();
  private final int zipkinPort = FreePorts.next();
  private final int jaegerPort = FreePorts.next();
  private VivaceProcess server;

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @Test
  void secretsAreInNoFileAndNoAnswer() throws Exception {
    try (SpanBackend backend = new SpanBackend()) {
      server = SERVERS.start(folder, settings(backend.endpoint()));
      String jaegerTrace = sendAll();
      await("spans of every sender").until(() -> backend.spanNames().size() >= 4);

      assertThat(backend.texts()).contains(SHOWN).doesNotContain(SECRET);
      assertThat(metric("vivace_redacted_attributes_total", "action=\"delete\"")).isPositive();
      assertThat(metric("vivace_redacted_attributes_total", "action=\"hash\"")).isPositive();
      assertThat(metric("vivace_redacted_attributes_total", "action=\"mask\"")).isPositive();
      await("the other forwarder's drops")
          .until(() -> metric("vivace_forwarder_dropped_spans_total", "nobody") > 0);
      assertThat(server.log()).contains(SHOWN).doesNotContain(SECRET);
      assertNowhere(jaegerTrace, VivaceProcess.walFolder(folder), "");

      server.kill();
      server = SERVERS.own(server.restart(Settings.unlimited().withBlocksAtOnce()));
      await("blocks")
          .until(() -> get("/api/v2/traces/%s1?mode=blocks".formatted(TRACE)).contains(SHOWN));
      assertNowhere(jaegerTrace, VivaceProcess.blockFolder(folder), "?mode=blocks");
      assertThat(server.log()).doesNotContain(SECRET);
    }
  }

  private Settings settings(String backend) {
    String redaction = "overrides.defaults.redaction.";
    return Settings.unlimited()
        .with("distributor.receivers.zipkin.endpoint", "127.0.0.1:" + zipkinPort)
        .with(
            "distributor.receivers.jaeger.protocols.thrift_http.endpoint",
            "127.0.0.1:" + jaegerPort)
        .with("distributor.log_received_spans.enabled", true)
        .with("distributor.log_received_spans.include_all_attributes", true)
        .with("distributor.metric_received_spans.enabled", true)
        .with(
            "distributor.forwarders",
            List.of(
                forwarder("backend", backend),
                forwarder("nobody", "127.0.0.1:" + FreePorts.next())))
        .with("overrides.defaults.forwarders", List.of("backend", "nobody"))
        .with(redaction + "hash_key", "0123456789abcdef")
        .with(
            redaction + "rules",
            List.of(
                Map.of("action", "delete", "key", "password"),
                Map.of("action", "hash", "key_glob", "user.*"),
                Map.of("action", "mask", "value_pattern", "s.cr.t-mask-[a-z]+")));
  }

  private static Map<String, Object> forwarder(String name, String endpoint) {
    return Map.of(
        "name",
        name,
        "otlpgrpc",
        Map.of("endpoints", List.of(endpoint), "tls", Map.of("insecure", true)));
  }

  /// Returns the id of the trace whose id a sender chose.
  private String sendAll() throws Exception {
    post(server.otlpHttp().resolve("/v1/traces"), "application/x-protobuf", protobuf());
    String json = text(json());
    post(
        server.otlpHttp().resolve("/v1/traces"),
        "application/json",
        json.getBytes(StandardCharsets.UTF_8));
    post(
        URI.create("http://127.0.0.1:%d/api/v2/spans".formatted(zipkinPort)),
        "application/json",
        text(zipkin()).getBytes(StandardCharsets.UTF_8));
    return sendJaeger();
  }

  private static String text(String template) {
    return template
        .replace("TRACE", TRACE)
        .replace("NANOS", Instant.now().getEpochSecond() + "000000000")
        .replace("MICROS", Instant.now().getEpochSecond() + "000000");
  }

  private static void post(URI uri, String type, byte[] body) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static KeyValue attribute(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  private static List<KeyValue> secrets() {
    KeyValueList.Builder list =
        KeyValueList.newBuilder().addValues(attribute("password", "s3cr3t-delete-nested"));
    ArrayValue.Builder array =
        ArrayValue.newBuilder()
            .addValues(AnyValue.newBuilder().setStringValue("in a list: s3cr3t-mask-list"));
    return List.of(
        attribute("password", "s3cr3t-delete-protobuf"),
        attribute("user.id", "s3cr3t-hash-protobuf"),
        attribute("db.statement", "SELECT s3cr3t-mask-protobuf"),
        attribute("shown", SHOWN),
        attribute("list", AnyValue.newBuilder().setKvlistValue(list)),
        attribute("array", AnyValue.newBuilder().setArrayValue(array)));
  }

  private static byte[] protobuf() {
    long now = Instant.now().getEpochSecond() * 1_000_000_000L;
    Span span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(TRACE + "1")))
            .setSpanId(ByteString.copyFrom(HexFormat.of().parseHex("00f067aa0ba902b7")))
            .setName("GET s3cr3t-mask-name")
            .setStartTimeUnixNano(now)
            .setEndTimeUnixNano(now)
            .setStatus(Status.newBuilder().setCodeValue(2).setMessage("s3cr3t-mask-status"))
            .addAllAttributes(secrets())
            .addEvents(Span.Event.newBuilder().setName("e").addAllAttributes(secrets()))
            .addLinks(Span.Link.newBuilder().addAllAttributes(secrets()))
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(secrets()))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build()
        .toByteArray();
  }

  private static String json() {
    return """
        {"unknown":"s3cr3t","resourceSpans":[{"resource":{"attributes":[
          {"key":"user.name","value":{"stringValue":"s3cr3t-hash-json"}}]},
          "scopeSpans":[{"spans":[{"traceId":"TRACE2","spanId":"00000000000000aa","name":"json",
          "startTimeUnixNano":"NANOS","endTimeUnixNano":"NANOS","attributes":[
          {"key":"password","value":{"stringValue":"s3cr3t-delete-json"}},
          {"key":"shown","value":{"stringValue":"visible-to-all"}},
          {"key":"text","value":{"stringValue":"s3cr3t"},"value":{"stringValue":"s3cr\\u0033t-mask-json"}}]}]}]}]}
        """;
  }

  private static String zipkin() {
    return """
        [{"traceId":"TRACE3","id":"00000000000000bb","name":"zipkin s3cr3t-mask-name","timestamp":MICROS,
          "duration":1,"localEndpoint":{"serviceName":"zipkin"},
          "tags":{"password":"s3cr3t-delete-zipkin","user.id":"s3cr3t-hash-zipkin","shown":"visible-to-all",
            "error":"failed for s3cr3t-mask-zipkin"},
          "annotations":[{"timestamp":MICROS,"value":"s3cr3t-mask-annotation"}]}]
        """;
  }

  private String sendJaeger() throws Exception {
    JaegerTracer.Builder builder =
        new JaegerTracer.Builder("jaeger")
            .withTraceId128Bit()
            .withTag("user.home", "s3cr3t-hash-process")
            .withSampler(new ConstSampler(true))
            .withReporter(
                new RemoteReporter.Builder()
                    .withSender(
                        new HttpSender.Builder(
                                "http://127.0.0.1:%d/api/traces".formatted(jaegerPort))
                            .build())
                    .build());
    try (JaegerTracer tracer = builder.build()) {
      JaegerSpan span = tracer.buildSpan("jaeger").start();
      span.setTag("password", "s3cr3t-delete-jaeger");
      span.setTag("user.id", 5);
      span.setTag("shown", SHOWN);
      span.setTag("db.statement", "SELECT s3cr3t-mask-jaeger");
      span.log(Map.of("event", "s3cr3t-mask-event", "password", "s3cr3t-delete-log"));
      span.finish();
      return span.context().getTraceId();
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(server.http().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private double metric(String name, String label) throws IOException, InterruptedException {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// What the folder holds shows that secrets would be seen in it.
  private void assertNowhere(String jaegerTrace, Path telling, String mode) throws Exception {
    for (String trace : List.of(TRACE + "1", TRACE + "2", TRACE + "3", jaegerTrace)) {
      await("trace " + trace).until(() -> get("/api/v2/traces/" + trace + mode).contains(SHOWN));
      for (String path : List.of("/api/v2/traces/", "/api/traces/")) {
        assertThat(get(path + trace)).doesNotContain(SECRET).doesNotContain("password");
      }
    }
    assertThat(get("/api/v2/traces/" + TRACE + "1"))
        .contains("SELECT ****", "in a list: ****", "GET ****")
        .containsPattern("user.id\":?.{1,30}[0-9a-f]{64}");
    for (String path :
        List.of(
            "/api/search?q=" + encoded("{} | select(.user.id, .db.statement, .text, status)"),
            "/api/search/tags",
            "/api/v2/search/tags",
            "/api/search/tag/user.id/values",
            "/api/v2/search/tag/span.db.statement/values",
            "/api/v2/search/tag/.text/values",
            "/api/v2/search/tag/name/values",
            "/api/v2/search/tag/statusMessage/values",
            "/api/v2/search/tag/event:name/values",
            "/api/metrics/query_range?since=10m&q=" + encoded("{} | rate() by (.db.statement)"),
            "/api/metrics/query_range?since=10m&q=" + encoded("{} | rate() by (name)"),
            "/metrics",
            "/status/overrides")) {
      assertThat(get(path)).as(path).doesNotContain(SECRET);
    }
    assertThat(get("/api/search?q=" + encoded("{ .shown = \"" + SHOWN + "\" }")))
        .contains("traceID");
    assertThat(StoredBytes.filesWith(telling, SHOWN)).as("that secrets would be seen").isNotEmpty();
    assertThat(StoredBytes.filesWith(folder.resolve("data"), SECRET)).isEmpty();
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }
}
