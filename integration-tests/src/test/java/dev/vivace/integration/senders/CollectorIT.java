package dev.vivace.integration.senders;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Collector;
import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.PythonShop;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.compare.SentSpan;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.HttpSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.Outcome;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A Collector between real senders and the server: everything that it can be told to do on the way
/// arrives as it left it.
@Tag("client")
class CollectorIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String TELEMETRYGEN =
      "github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen";
  private static final String VERSION = "v0.161.0";
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(60);
  private static final int TRACES = 50;
  private static final int CHILD_SPANS = 4;
  private static final String PROCESSORS = "service.pipelines.traces.processors";
  private static final String EXPORTERS = "service.pipelines.traces.exporters";
  private static final long MILLI = 1_000_000;

  private static VivaceProcess server;

  @BeforeAll
  static void start() {
    server = SERVERS.start(Settings.unlimited().with("multitenancy_enabled", true));
  }

  private static Settings asTenant(String exporter, String tenant) {
    return Settings.none()
        .with("exporters.%s.headers".formatted(exporter), Map.of("x-scope-orgid", tenant))
        .with(EXPORTERS, List.of(exporter));
  }

  @ParameterizedTest(name = "{0} as {1}, {2}")
  @CsvSource({
    "otlp_grpc, proto, none",
    "otlp_grpc, proto, gzip",
    "otlp_grpc, proto, snappy",
    "otlp_grpc, proto, zstd",
    "otlp_http, proto, none",
    "otlp_http, proto, gzip",
    "otlp_http, proto, snappy",
    "otlp_http, proto, zstd",
    "otlp_http, proto, deflate",
    "otlp_http, proto, zlib",
    "otlp_http, json,  none",
    "otlp_http, json,  gzip",
    "otlp_http, json,  zstd",
  })
  void everyTraceOfAGeneratorComesThroughAsSent(
      String exporter, String encoding, String compression) {
    String tenant = "%s-%s-%s".formatted(exporter, encoding, compression);
    Settings settings =
        asTenant(exporter, tenant)
            .with("exporters.%s.compression".formatted(exporter), compression)
            .with("processors.batch.timeout", "200ms")
            .with(PROCESSORS, List.of("batch"));
    if (exporter.equals(CollectorFixture.HTTP)) {
      settings = settings.with("exporters.otlp_http.encoding", encoding);
    }
    try (CollectorFixture fixture = new CollectorFixture(server, settings, tenant)) {
      generate(fixture.before().grpc());

      Comparison sent = Comparison.with(fixture.before().decoded());
      assertThat(sent.traceIds()).hasSize(TRACES);
      fixture.awaitStored(sent);
      assertThat(fixture.behind().refused()).isEmpty();
      assertThat(fixture.behind().accepted())
          .isNotEmpty()
          .allMatch(r -> r.contentType().equals(type(exporter, encoding)))
          .allMatch(r -> r.contentEncoding().equals(wireName(exporter, compression)));
    }
  }

  private static String type(String exporter, String encoding) {
    if (exporter.equals(CollectorFixture.GRPC)) {
      return "application/grpc";
    }
    return encoding.equals("json") ? "application/json" : "application/x-protobuf";
  }

  private static String wireName(String exporter, String compression) {
    if (compression.equals("none")) {
      return exporter.equals(CollectorFixture.GRPC) ? "identity" : "";
    }
    return compression;
  }

  private static void generate(String otlpGrpc) {
    Command.run(
        Path.of("."),
        Map.of(),
        RUN_DEADLINE,
        List.of(
            Toolchain.go(TELEMETRYGEN, VERSION).toString(),
            "traces",
            "--otlp-insecure",
            "--otlp-endpoint",
            otlpGrpc,
            "--traces",
            Integer.toString(TRACES),
            "--child-spans",
            Integer.toString(CHILD_SPANS),
            "--rate",
            "0",
            "--span-links",
            "1",
            "--telemetry-attributes",
            "city=\"東京\""));
  }

  /// The row of tenants: what the Collector is told to say is whose spans they are.
  @Test
  void spansBelongToTheTenantOfTheHeader() {
    Settings acme = asTenant(CollectorFixture.GRPC, "acme");
    LoadTraces traces = new LoadTraces(TestRun.seed(), nowNanos());
    try (CollectorFixture fixture = new CollectorFixture(server, acme, "acme");
        CollectorFixture other =
            new CollectorFixture(server, asTenant(CollectorFixture.HTTP, "other"), "other")) {
      Comparison ofAcme = Comparison.with(List.of(traces.request(0)));
      Comparison ofOther = Comparison.with(List.of(traces.request(1000)));
      send(fixture.collector(), traces.request(0));
      send(other.collector(), traces.request(1000));

      fixture.awaitStored(ofAcme);
      other.awaitStored(ofOther);
      assertThat(ofOther.traceIds()).noneMatch(fixture::isKnown);
      assertThat(ofAcme.traceIds()).noneMatch(other::isKnown);
    }
  }

  @Test
  void onlyTheFailedTracesOfAnApplicationArriveAndTheyAreComplete() {
    Settings sampling = tailSampling(CollectorFixture.GRPC, "errors");
    try (CollectorFixture fixture = new CollectorFixture(server, sampling, "errors")) {
      try (PythonShop shop = PythonShop.start("grpc", "http://" + fixture.before().grpc())) {
        for (int i = 0; i < 5; i++) {
          shop.visit("/checkout");
          shop.visit("/broken");
        }
        await("the spans of all failures")
            .atMost(RUN_DEADLINE)
            .until(() -> failed(fixture).size() == 5);
        shop.stop();
      }
      assertOnlyThese(fixture, failed(fixture));
    }
  }

  /// Spans with times of their own, so that slow traces need no time.
  @Test
  void onlySlowAndFailedTracesArriveAndTheyAreComplete() {
    List<ExportTraceServiceRequest> requests = new ArrayList<>();
    for (int trace = 0; trace < 60; trace++) {
      requests.add(request(trace, 0));
    }
    for (int trace = 0; trace < 60; trace++) { // The other half of each trace comes later.
      requests.add(request(trace, 1));
    }
    Settings sampling = tailSampling(CollectorFixture.HTTP, "slow");
    try (CollectorFixture fixture = new CollectorFixture(server, sampling, "slow")) {
      try (OtlpSender sender =
          new HttpSender(fixture.before().http(), HttpSender.Encoding.PROTOBUF)) {
        for (ExportTraceServiceRequest request : requests) {
          assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
        }
      }
      Set<ByteString> wanted =
          requests.stream()
              .flatMap(request -> SentSpan.of(request).stream())
              .map(SentSpan::span)
              .filter(span -> isSlow(span) || isFailed(span))
              .map(Span::getTraceId)
              .collect(toSet());
      assertThat(wanted).hasSize(20);

      assertOnlyThese(fixture, wanted);
    }
  }

  /// Of every six traces one is slow and one fails, the latter in its second half.
  private static ExportTraceServiceRequest request(int trace, int half) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    ByteString traceId = ByteString.copyFrom(id(16, trace + 1));
    for (int i = 0; i < 3; i++) {
      int number = half * 3 + i;
      long start = nowNanos() - 60_000 * MILLI;
      long duration = trace % 6 == 1 && number == 0 ? 2_000 * MILLI : 10 * MILLI;
      boolean fails = trace % 6 == 4 && number == 5;
      spans.addSpans(
          Span.newBuilder()
              .setTraceId(traceId)
              .setSpanId(ByteString.copyFrom(id(8, number + 1)))
              .setParentSpanId(number == 0 ? ByteString.EMPTY : ByteString.copyFrom(id(8, 1)))
              .setName("span " + number)
              .setStartTimeUnixNano(start)
              .setEndTimeUnixNano(start + duration)
              .setStatus(
                  Status.newBuilder()
                      .setCode(
                          fails ? StatusCode.STATUS_CODE_ERROR : StatusCode.STATUS_CODE_UNSET)));
    }
    return request(spans);
  }

  private static ExportTraceServiceRequest request(ScopeSpans.Builder spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
        .build();
  }

  private static byte[] id(int length, long number) {
    ByteBuffer id = ByteBuffer.allocate(length);
    return id.putLong(length - Long.BYTES, number).array();
  }

  private static Settings tailSampling(String exporter, String tenant) {
    List<Map<String, Object>> policies =
        List.of(
            Map.of(
                "name",
                "errors",
                "type",
                "status_code",
                "status_code",
                Map.of("status_codes", List.of("ERROR"))),
            Map.of("name", "slow", "type", "latency", "latency", Map.of("threshold_ms", 1500)));
    return asTenant(exporter, tenant)
        .with("processors.tail_sampling.decision_wait", "4s")
        .with("processors.tail_sampling.policies", policies)
        .with("processors.batch.timeout", "200ms")
        .with(PROCESSORS, List.of("tail_sampling", "batch"));
  }

  private static boolean isSlow(Span span) {
    return span.getEndTimeUnixNano() - span.getStartTimeUnixNano() > 1500 * MILLI;
  }

  private static boolean isFailed(Span span) {
    return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
  }

  private static Set<ByteString> failed(CollectorFixture fixture) {
    return fixture.before().decoded().stream()
        .flatMap(request -> SentSpan.of(request).stream())
        .map(SentSpan::span)
        .filter(CollectorIT::isFailed)
        .map(Span::getTraceId)
        .collect(toSet());
  }

  /// Every span of these traces came through, and none of another.
  private static void assertOnlyThese(CollectorFixture fixture, Set<ByteString> wanted) {
    Map<ByteString, List<SentSpan>> sent =
        fixture.before().decoded().stream()
            .flatMap(request -> SentSpan.of(request).stream())
            .collect(groupingBy(span -> span.span().getTraceId()));
    Comparison all = Comparison.with(fixture.before().decoded());
    fixture.awaitKnown(wanted);
    await("complete traces")
        .atMost(RUN_DEADLINE)
        .until(() -> all.check(wanted, fixture.traces()::byId).nothingMissing());
    // As the Collector sent them, that is: the sampler leaves out the schema URLs of scopes.
    Comparison sampled = Comparison.with(fixture.behind().decoded());
    assertThat(sampled.traceIds()).isEqualTo(wanted);
    sampled.check(fixture.traces()::byId).assertAsSent("behind tail sampling");
    fixture.collector().stop(); // Whatever it still has, it sends now.
    assertThat(sent.keySet().stream().filter(fixture::isKnown).collect(toSet())).isEqualTo(wanted);
  }

  @Test
  void whatAProcessorMasksOrAddsIsWhatIsStored() {
    Settings settings =
        asTenant(CollectorFixture.HTTP, "masked")
            .with("processors.redaction.allow_all_keys", true)
            .with("processors.redaction.blocked_values", List.of("4[0-9]{12}(?:[0-9]{3})?"))
            .with(
                "processors.attributes.actions",
                List.of(
                    Map.of("key", "environment", "value", "test", "action", "insert"),
                    Map.of("key", "password", "action", "delete")))
            .with(PROCESSORS, List.of("redaction", "attributes"));
    ByteString traceId = ByteString.copyFrom(id(16, 77));
    Span span =
        Span.newBuilder()
            .setTraceId(traceId)
            .setSpanId(ByteString.copyFrom(id(8, 1)))
            .setName("charge")
            .setStartTimeUnixNano(nowNanos())
            .setEndTimeUnixNano(nowNanos() + MILLI)
            .addAttributes(text("card", "card 4111111111111111 of Ada"))
            .addAttributes(text("password", "hunter2"))
            .addAttributes(text("user", "Ada"))
            .build();
    try (CollectorFixture fixture = new CollectorFixture(server, settings, "masked")) {
      send(fixture.collector(), request(ScopeSpans.newBuilder().addSpans(span)));
      fixture.awaitKnown(List.of(traceId));

      SentSpan stored = SentSpan.of(fixture.traces().byId(traceId)).getFirst();
      assertThat(stored.span().getAttributesList())
          .contains(text("card", "card **** of Ada"), text("user", "Ada"))
          .contains(text("environment", "test"))
          .noneMatch(attribute -> attribute.getKey().equals("password"));
      fixture.awaitStored(Comparison.with(fixture.behind().decoded()));
    }
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /// Each line of the file is a request in OTLP's JSON, as another writer of it has it.
  @Test
  void theLinesOfAFileAreRequests() throws IOException {
    Path file = SERVERS.newFolder().resolve("spans.jsonl");
    Settings settings =
        Settings.none()
            .with("exporters.file.path", file.toString())
            .with("exporters.debug.verbosity", "basic")
            .with(EXPORTERS, List.of("file", "debug"));
    LoadTraces traces = new LoadTraces(TestRun.seed() + 1, nowNanos());
    List<ExportTraceServiceRequest> sent = new ArrayList<>();
    try (CollectorFixture fixture = new CollectorFixture(server, settings, "lines")) {
      for (int i = 0; i < 5; i++) {
        sent.add(traces.request(i));
        send(fixture.collector(), traces.request(i));
      }
      fixture.collector().stop();
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSameSizeAs(sent);
      try (HttpSender sender =
          new HttpSender(server.otlpHttp(), HttpSender.Encoding.JSON, "lines")) {
        for (String line : lines) {
          assertThat(sender.sendJson(line.getBytes(StandardCharsets.UTF_8)).outcome())
              .isEqualTo(Outcome.STORED);
        }
      }
      fixture.awaitStored(Comparison.with(sent));
    }
  }

  private static void send(Collector collector, ExportTraceServiceRequest request) {
    try (OtlpSender sender = new HttpSender(collector.http(), HttpSender.Encoding.PROTOBUF)) {
      assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
    }
  }

  private static long nowNanos() {
    return Instant.now().getEpochSecond() * 1000 * MILLI;
  }
}
