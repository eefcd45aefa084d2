package dev.vivace.integration.senders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.HttpSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.RecordedRequest;
import dev.vivace.integration.wire.RecordedRequest.Answer;
import dev.vivace.integration.wire.RecordedRequest.Transport;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a Collector does upon each of our refusals, over gRPC and over HTTP at the same time: what
/// can never be taken is sent once, what can be taken later is sent again, when we said, and
/// nothing of it is lost.
@Tag("client")
class CollectorRetryIT {
  @RegisterExtension final Servers servers = new Servers();

  private static final String GRPC_LIMIT =
      "distributor.receivers.otlp.protocols.grpc.max_recv_msg_size_mib";
  private static final String HTTP_LIMIT =
      "distributor.receivers.otlp.protocols.http.max_request_body_size";
  private static final String RATE = "overrides.defaults.ingestion.rate_limit_bytes";
  private static final String BURST = "overrides.defaults.ingestion.burst_size_bytes";
  private static final int MIB = 1 << 20;
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final LoadTraces traces =
      new LoadTraces(TestRun.seed(), Instant.now().getEpochSecond() * 1_000_000_000);

  /// What is refused for good.
  enum Hopeless {
    OVER_BURST("INVALID_ARGUMENT", "413"),
    BAD_IDS("INVALID_ARGUMENT", "400"),
    NO_TENANT("UNAUTHENTICATED", "401"),
    MALFORMED_TENANT("INVALID_ARGUMENT", "400"),
    TOO_LARGE("RESOURCE_EXHAUSTED", "413"),
    TOO_LARGE_INFLATED("RESOURCE_EXHAUSTED", "413");

    private final String code;
    private final String status;

    Hopeless(String code, String status) {
      this.code = code;
      this.status = status;
    }

    private Settings server() {
      Settings unlimited = Settings.unlimited();
      return switch (this) {
        case OVER_BURST -> unlimited.with(RATE, 1_000_000).with(BURST, 10);
        case BAD_IDS -> unlimited;
        case NO_TENANT, MALFORMED_TENANT -> unlimited.with("multitenancy_enabled", true);
        case TOO_LARGE, TOO_LARGE_INFLATED ->
            unlimited.with(GRPC_LIMIT, 1).with(HTTP_LIMIT, "1MiB");
      };
    }

    private Settings collector() {
      Settings none = Settings.none();
      return switch (this) {
        case MALFORMED_TENANT -> both(none, "headers", Map.of("x-scope-orgid", "a/b"));
        case TOO_LARGE_INFLATED -> both(none, "compression", "gzip");
        case OVER_BURST, BAD_IDS, NO_TENANT, TOO_LARGE -> none;
      };
    }

    private ExportTraceServiceRequest request(LoadTraces traces) {
      return switch (this) {
        case BAD_IDS -> oneSpan(Span.newBuilder().setName("without ids"));
        case TOO_LARGE, TOO_LARGE_INFLATED -> oneSpan(large());
        case OVER_BURST, NO_TENANT, MALFORMED_TENANT -> traces.request(0);
      };
    }
  }

  private static Settings both(Settings settings, String key, Object value) {
    return settings
        .with("exporters.%s.%s".formatted(CollectorFixture.GRPC, key), value)
        .with("exporters.%s.%s".formatted(CollectorFixture.HTTP, key), value);
  }

  private static Span.Builder large() {
    AnyValue text = AnyValue.newBuilder().setStringValue("x".repeat(MIB + 1)).build();
    return Span.newBuilder()
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
        .setSpanId(ByteString.copyFromUtf8("01234567"))
        .addAttributes(KeyValue.newBuilder().setKey("text").setValue(text));
  }

  private static ExportTraceServiceRequest oneSpan(Span.Builder span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void whatCanNeverBeTakenIsSentOnceAndDropped(Hopeless hopeless) {
    VivaceProcess server = servers.start(hopeless.server());
    try (CollectorFixture fixture = new CollectorFixture(server, hopeless.collector(), "")) {
      send(fixture, hopeless.request(traces));

      fixture.awaitDropped(2);
      assertThat(ofTransport(fixture, Transport.GRPC))
          .singleElement()
          .matches(answer -> answer.status().equals(hopeless.code), hopeless.code)
          .matches(answer -> answer.retryAfter().isZero(), "no RetryInfo");
      assertThat(ofTransport(fixture, Transport.HTTP))
          .singleElement()
          .matches(answer -> answer.status().equals(hopeless.status), hopeless.status)
          .matches(answer -> answer.retryAfter().isZero(), "no Retry-After");
    }
  }

  @Test
  void anotherSignalIsSentOnceAndDropped() throws Exception {
    VivaceProcess server = servers.start(Settings.unlimited());
    Settings metrics =
        Settings.none()
            .with("service.pipelines.metrics.receivers", List.of("otlp"))
            .with(
                "service.pipelines.metrics.exporters",
                List.of(CollectorFixture.GRPC, CollectorFixture.HTTP));
    try (CollectorFixture fixture = new CollectorFixture(server, metrics, "")) {
      postMetric(fixture.collector().http());

      fixture.awaitDropped(2);
      assertThat(fixture.behind().all())
          .extracting(request -> request.answer().status())
          .containsExactlyInAnyOrder("UNIMPLEMENTED", "404");
    }
  }

  private static void postMetric(URI collector) throws IOException, InterruptedException {
    String metric =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"sales","gauge":{"dataPoints":[
          {"asInt":"7","timeUnixNano":"1700000000000000000"}]}}]}]}]}
        """;
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(collector.resolve("/v1/metrics"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(metric))
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
  }

  /// Each request is as large as a second's rate, and the burst is one and a half of them.
  @Test
  void whatIsOverTheRateComesAgainWhenWeSaidAndAllOfItArrives() {
    List<ExportTraceServiceRequest> requests =
        List.of(traces.request(100), traces.request(300), traces.request(500));
    int size = requests.stream().mapToInt(r -> r.getSerializedSize()).max().orElseThrow();
    VivaceProcess server =
        servers.start(Settings.unlimited().with(RATE, size).with(BURST, size * 3 / 2));
    try (CollectorFixture fixture = new CollectorFixture(server, Settings.none(), "")) {
      requests.forEach(request -> send(fixture, request));

      awaitAccepted(fixture, 2 * requests.size());
      fixture.awaitStored(Comparison.with(requests));
      assertThat(fixture.behind().refused())
          .extracting(request -> request.answer().status())
          .contains("RESOURCE_EXHAUSTED", "429")
          .containsOnly("RESOURCE_EXHAUSTED", "429");
      assertWaitedAsTold(fixture);
      assertThat(fixture.collector().count("Dropping data")).isZero();
    }
  }

  /// Three clients announce bodies that fill the budget and do not send them.
  @Test
  void whatComesToABusyServerComesAgainAndArrives() throws Exception {
    VivaceProcess server =
        servers.start(Settings.unlimited().with("distributor.max_inflight_bytes", 3 * MIB));
    ExportTraceServiceRequest request = traces.request(0);
    try (CollectorFixture fixture = new CollectorFixture(server, Settings.none(), "")) {
      List<Socket> idle = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          idle.add(announcing(server, MIB));
        }
        awaitInFlight(server, 3 * MIB);
        send(fixture, request);
        await("refusals on both ways")
            .atMost(DEADLINE)
            .until(
                () ->
                    !ofTransport(fixture, Transport.GRPC).isEmpty()
                        && !ofTransport(fixture, Transport.HTTP).isEmpty());
      } finally {
        for (Socket socket : idle) {
          socket.close();
        }
      }

      awaitAccepted(fixture, 2);
      fixture.awaitStored(Comparison.with(List.of(request)));
      assertThat(fixture.behind().refused())
          .extracting(refused -> refused.answer().status())
          .contains("UNAVAILABLE", "503")
          .containsOnly("UNAVAILABLE", "503");
      assertWaitedAsTold(fixture);
    }
  }

  private static Socket announcing(VivaceProcess server, int bodyBytes) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.otlpHttp().getPort());
    String head =
        "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(bodyBytes);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void awaitInFlight(VivaceProcess server, int bytes) {
    String series = "vivace_distributor_in_flight_bytes ";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest metrics = HttpRequest.newBuilder(server.http().resolve("/metrics")).build();
      await("announced bytes")
          .atMost(DEADLINE)
          .until(
              () ->
                  client
                      .send(metrics, HttpResponse.BodyHandlers.ofString())
                      .body()
                      .lines()
                      .filter(line -> line.startsWith(series))
                      .anyMatch(
                          line -> Double.parseDouble(line.substring(series.length())) >= bytes));
    }
  }

  @Test
  void whatIsSentWhileTheServerIsAwayArrivesOnceItIsBack() {
    Settings settings = Settings.unlimited();
    VivaceProcess server = servers.start(settings);
    ExportTraceServiceRequest request = traces.request(0);
    try (CollectorFixture fixture = new CollectorFixture(server, Settings.none(), "")) {
      assertThat(server.terminate()).isZero();
      send(fixture, request);
      await("a retry on both ways")
          .atMost(DEADLINE)
          .until(() -> fixture.collector().count("Will retry") >= 4);
      servers.own(server.restart(settings));

      awaitAccepted(fixture, 2);
      fixture.awaitStored(Comparison.with(List.of(request)));
    }
  }

  private static void send(CollectorFixture fixture, ExportTraceServiceRequest request) {
    try (OtlpSender sender =
        new HttpSender(fixture.collector().http(), HttpSender.Encoding.PROTOBUF)) {
      assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
    }
  }

  private static List<Answer> ofTransport(CollectorFixture fixture, Transport transport) {
    return fixture.behind().all().stream()
        .filter(request -> request.transport() == transport)
        .map(RecordedRequest::answer)
        .toList();
  }

  private static void awaitAccepted(CollectorFixture fixture, int count) {
    await("accepted requests")
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(fixture.behind().accepted()).hasSize(count));
  }

  /// Between a refusal and the next attempt lies at least the time that the refusal named, which is
  /// a second or more.
  private static void assertWaitedAsTold(CollectorFixture fixture) {
    Map<ByteString, Answer> last = new HashMap<>();
    for (RecordedRequest request : fixture.behind().all()) {
      ByteString key =
          ByteString.copyFromUtf8(request.transport().name())
              .concat(ByteString.copyFrom(request.body()));
      Answer before = last.put(key, request.answer());
      if (before != null) {
        long waitedMillis =
            TimeUnit.NANOSECONDS.toMillis(request.answer().atNanos() - before.atNanos());
        assertThat(before.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(waitedMillis).isGreaterThanOrEqualTo(before.retryAfter().toMillis());
      }
    }
  }
}
