package dev.vivace.integration.senders;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.PythonShop;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.RecordedRequest;
import dev.vivace.integration.wire.RecordedRequest.Transport;
import dev.vivace.integration.wire.RecordingProxy;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A batch that is larger than its tenant's burst can never be taken: every SDK sends it once.
@Tag("client")
class OverBurstIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String TELEMETRYGEN =
      "github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen";
  private static final Path SAME_SPANS = TestRun.resource("clients/same-spans");
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private static VivaceProcess server;

  @BeforeAll
  static void start() {
    server =
        SERVERS.start(
            Settings.unlimited()
                .with("overrides.defaults.ingestion.rate_limit_bytes", 1_000_000)
                .with("overrides.defaults.ingestion.burst_size_bytes", 10));
  }

  /// An SDK and its exporter.
  enum Sdk {
    JAVA_GRPC,
    JAVA_HTTP,
    GO_GRPC,
    GO_HTTP,
    PYTHON_GRPC,
    PYTHON_HTTP,
    JAVASCRIPT_HTTP;

    private Transport transport() {
      return name().endsWith("GRPC") ? Transport.GRPC : Transport.HTTP;
    }

    private void send(RecordingProxy proxy) {
      String http = proxy.http().toString();
      switch (this) {
        case JAVA_GRPC ->
            java(OtlpGrpcSpanExporter.builder().setEndpoint("http://" + proxy.grpc()).build());
        case JAVA_HTTP ->
            java(OtlpHttpSpanExporter.builder().setEndpoint(http + "/v1/traces").build());
        case GO_GRPC -> go("--otlp-endpoint", proxy.grpc());
        case GO_HTTP -> go("--otlp-http", "--otlp-endpoint", authority(proxy.http()));
        case PYTHON_GRPC -> shop("http://" + proxy.grpc());
        case PYTHON_HTTP -> {
          Path folder = SAME_SPANS.resolve("python");
          Path environment = Toolchain.python(folder.resolve("json-requirements.txt"));
          run(
              folder,
              Map.of(),
              environment.resolve("venv/bin/python").toString(),
              "same_spans.py",
              "otlp",
              http,
              "7".repeat(32),
              "1700000000");
        }
        case JAVASCRIPT_HTTP -> {
          Path folder = SAME_SPANS.resolve("javascript");
          Path modules = Toolchain.node(folder.resolve("package.json")).resolve("node_modules");
          run(
              folder,
              Map.of("NODE_PATH", modules.toString()),
              "node",
              "same-spans.js",
              "otlp",
              http,
              "7".repeat(32),
              "1700000000");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCanNeverFitIsSentOnce(Sdk sdk) {
    try (RecordingProxy proxy = new RecordingProxy(server.otlpGrpc(), server.otlpHttp())) {
      sdk.send(proxy);

      String refusal = sdk.transport() == Transport.GRPC ? "INVALID_ARGUMENT" : "413";
      assertThat(proxy.refused())
          .isNotEmpty()
          .allMatch(request -> request.transport() == sdk.transport())
          .allMatch(request -> request.answer().status().equals(refusal), refusal)
          .extracting(RecordedRequest::body)
          .extracting(ByteString::copyFrom)
          .as("batches, each of which was tried")
          .doesNotHaveDuplicates();
      assertThat(proxy.accepted()).isEmpty();
    }
  }

  private static void java(SpanExporter exporter) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      provider.get("over burst").spanBuilder("once").startSpan().end();
      provider.forceFlush().join(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void go(String... target) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(Toolchain.go(TELEMETRYGEN, "v0.161.0").toString(), "traces"));
    words.addAll(List.of("--otlp-insecure", "--traces", "3", "--rate", "0"));
    words.addAll(List.of(target));
    run(Path.of("."), Map.of(), words.toArray(String[]::new));
  }

  private static void shop(String endpoint) {
    try (PythonShop shop = PythonShop.start("grpc", endpoint)) {
      shop.visit("/checkout");
      shop.stop();
    }
  }

  private static String authority(URI uri) {
    return uri.getHost() + ":" + uri.getPort();
  }

  /// Runs a program to its end, of which some say that they could not send.
  private static void run(Path folder, Map<String, String> environment, String... words) {
    try (Command command = Command.start(folder, environment, List.of(words))) {
      command.awaitExit(DEADLINE);
    }
  }
}
