package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A server that keeps traces with errors, and is killed while they wait for their decision.
class TailSamplingIT {
  @RegisterExtension final Servers servers = new Servers();

  private static final String FAILED = "000000000000000000000000000e4404";
  private static final String FINE = "0000000000000000000000000000f14e";
  private static final int ERROR = 2;
  private static final int OK = 1;
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private VivaceProcess server;

  @Test
  void theTraceWithTheErrorIsKeptAndTheOtherIsNowhere() {
    Path folder = servers.newFolder();
    Settings settings =
        Settings.unlimited()
            .with("live_store.max_block_duration", "500ms")
            .with("overrides.defaults.tail_sampling.decision_wait", "4s")
            .with("overrides.defaults.tail_sampling.policies", List.of(errors()));
    server = servers.start(folder, settings);
    push(FAILED, OK);
    push(FAILED, ERROR);
    push(FINE, OK);
    assertThat(byId(FAILED).statusCode()).isEqualTo(200);
    assertThat(byId(FINE).statusCode()).isEqualTo(200);
    assertThat(search()).doesNotContain("traceID");

    server.kill();
    server = servers.start(folder, settings);
    await("the decision")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> search().contains("traceID"));

    assertThat(search()).contains("e4404").doesNotContain("f14e");
    assertThat(byId(FAILED).statusCode()).isEqualTo(200);
    assertThat(byId(FINE).statusCode()).isEqualTo(404);
    assertThat(get("/metrics").body())
        .contains(sampled("kept", "errors"), sampled("dropped", "=none"));
  }

  private static Map<String, Object> errors() {
    return Map.of(
        "name",
        "errors",
        "type",
        "status_code",
        "status_code",
        Map.of("status_codes", List.of("ERROR")));
  }

  private static String sampled(String decision, String policy) {
    return "vivace_sampling_traces_total{decision=\"%s\",policy=\"%s\",tenant=\"single-tenant\"} 1"
        .formatted(decision, policy);
  }

  private void push(String trace, int status) {
    long now = Instant.now().toEpochMilli() * 1_000_000;
    String body =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"000000000000000%d",
          "name":"operation","startTimeUnixNano":"%d","endTimeUnixNano":"%d",
          "status":{"code":%d}}]}]}]}"""
            .formatted(trace, status, now, now + 1_000_000, status);
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(server.otlpHttp().resolve("/v1/traces"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> byId(String trace) {
    return get("/api/traces/" + trace);
  }

  private String search() {
    HttpResponse<String> answer =
        get("/api/search?q=" + URLEncoder.encode("{ }", StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(server.http() + path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
