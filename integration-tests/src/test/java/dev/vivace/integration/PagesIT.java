package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages that operators, probes and dashboards ask for.
class PagesIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static VivaceProcess server;
  private static TraceClient api;

  @BeforeAll
  static void startServer() {
    server = SERVERS.start(Settings.unlimited());
    api = new TraceClient(server.http());
  }

  @AfterAll
  static void closeClient() {
    api.close();
  }

  @ParameterizedTest(name = "{0} answers 200 and {1}")
  @CsvSource({
    "/ready,                ready",
    "/api/echo,             echo",
    "/metrics,              # TYPE",
    "/status,               vivace",
    "/status/version,       0.1.0",
    "/status/config,        http_listen_port",
    "/api/status/buildinfo, version",
  })
  void aPageForOperatorsAnswers(String path, String contained) {
    HttpResponse<byte[]> response = api.get(path, "*/*");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(TraceClient.text(response)).containsIgnoringCase(contained);
  }

  @Test
  void theServerIsAlive() {
    assertThat(api.get("/live", "*/*").statusCode()).isEqualTo(200);
  }

  @Test
  void theEffectiveConfigurationIsYamlWithWhatTheFileSays() {
    assertThat(TraceClient.text(api.get("/status/config", "*/*")))
        .contains("http_listen_port: " + server.http().getPort());
  }

  @Test
  void theBuildIsNamed() {
    JsonNode build = TraceClient.tree(api.get("/api/status/buildinfo", "application/json"));

    assertThat(build.path("version").asText()).isNotEmpty();
    assertThat(List.of("revision", "branch", "buildUser", "buildDate", "goVersion"))
        .allMatch(build::has);
  }

  /// Among them some that earlier versions of Tempo had.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/no/such/thing",
        "/api/metrics/summary",
        "/api/metrics/query_range/",
        "/flush",
        "/shutdown"
      })
  void aPathThatNobodyServesIsNotFound(String path) {
    assertThat(api.get(path, "*/*").statusCode()).isEqualTo(404);
  }
}
