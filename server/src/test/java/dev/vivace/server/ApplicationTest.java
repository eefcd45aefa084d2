package dev.vivace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.pages.BuildInfo;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole process in this JVM, asked over its port.
class ApplicationTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static VivaceConfig config;
  private static Application application;

  @BeforeAll
  static void start(@TempDir Path folder) {
    Problems problems = new Problems();
    config =
        new ConfigLoader(Map.of(), problems)
            .load(
                CommandLine.parse(
                    List.of(
                        "--server.http-listen-port=0",
                        "--server.grpc-listen-port=0",
                        "--distributor.receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0",
                        "--distributor.receivers.otlp.protocols.http.endpoint=127.0.0.1:0",
                        "--distributor.receivers.jaeger.protocols.grpc.endpoint=127.0.0.1:0",
                        "--distributor.receivers.jaeger.protocols.thrift_http.endpoint=127.0.0.1:0",
                        "--distributor.receivers.jaeger.protocols.thrift_compact.endpoint=127.0.0.1:0",
                        "--distributor.receivers.jaeger.protocols.thrift_binary.endpoint=127.0.0.1:0",
                        "--storage.trace.local.path=" + folder.resolve("blocks"),
                        "--storage.trace.wal.path=" + folder.resolve("wal"),
                        "--http-api-prefix=/tempo/",
                        "--overrides.defaults.ingestion.max_traces_per_user=5"),
                    problems));
    assertThat(problems.errors()).isEmpty();
    application = new Wiring(config, BuildInfo.load()).application();
    application.start();
  }

  @AfterAll
  static void stop() {
    assertThat(application.stop()).isTrue();
  }

  private static String base() {
    return "http://127.0.0.1:" + application.listeners().getFirst().address().getPort();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path)).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest(name = "{0} holds {1}")
  @CsvSource({
    "/ready, ready",
    "/live, live",
    "/tempo/api/echo, echo",
    "/status/version, Tempo 3.0.3",
    "/status/services, api-listener",
    "/status/services, jaeger-grpc-receiver",
    "/status/services, jaeger-thrift-http-receiver",
    "/status/services, jaeger-thrift-compact-receiver",
    "/status/services, jaeger-thrift-binary-receiver",
    "/status/endpoints, * /tempo/api/echo",
    "/status/config, http_listen_address: 127.0.0.1",
    "/status/config?mode=defaults, http_listen_port: 3200",
    "/status/config?mode=diff, max_traces_per_user: 5",
    "/status/runtime_config, overrides: {}",
    "/status/overrides, the defaults hold",
    "/status/overrides/acme, max_traces_per_user: 5",
    "/status, Endpoints",
    "/metrics, tempo_build_info",
    "/metrics, jvm_memory_used_bytes",
    "/metrics, jvm_threads_live_threads",
    "/metrics, process_cpu_seconds_total",
    "/metrics, process_open_fds",
  })
  void answers(String path, String content) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains(content);
  }

  @ParameterizedTest
  @CsvSource({
    "/debug/pprof/heap, 404",
    "/api/echo, 404",
    "/status/config?mode=other, 400",
    "/status/overrides/%3Cscript%3E, 400",
  })
  void refuses(String path, int status) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void buildInfoHasTheVersionThatClientsCompare() throws Exception {
    JsonNode json = new ObjectMapper().readTree(get("/tempo/api/status/buildinfo").body());
    assertThat(json.get("version").asText()).isEqualTo("3.0.3");
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("version", "revision", "branch", "buildUser", "buildDate", "goVersion");
  }

  @Test
  void theHealthCheckAgrees() {
    assertThat(HealthCheck.ask(URI.create(base() + "/ready")).healthy()).isTrue();
    assertThat(HealthCheck.ask(URI.create(base() + "/none")).healthy()).isFalse();
  }

  @Test
  void theBannerNamesPortAndPromiseAndALineToTry() {
    List<String> lines =
        Banner.lines(config, application.listeners(), "0.1.0", Duration.ofMillis(12));
    assertThat(lines.getFirst()).isEqualTo("Vivace 0.1.0 is ready after 12 ms.");
    assertThat(String.join("\n", lines))
        .contains("HTTP API        127.0.0.1:")
        .containsPattern("Jaeger gRPC     127.0.0.1:[1-9]")
        .containsPattern("Jaeger HTTP     127.0.0.1:[1-9]")
        .containsPattern("Jaeger compact  127.0.0.1:[1-9]")
        .containsPattern("Jaeger binary   127.0.0.1:[1-9]")
        .contains("survive a crash of the process and of the machine")
        .contains("Try: curl -sS http://127.0.0.1:")
        .contains("curl -sS " + base() + "/tempo/api/v2/traces/");
  }
}
