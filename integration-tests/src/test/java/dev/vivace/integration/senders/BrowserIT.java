package dev.vivace.integration.senders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.compare.SentSpan;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// OpenTelemetry's web SDK in a page in Chromium, whose origin is not the server's.
@Tag("client")
class BrowserIT {
  @RegisterExtension final Servers servers = new Servers();

  private static final String ORIGINS =
      "distributor.receivers.otlp.protocols.http.cors.allowed_origins";
  private static final Path PAGE = TestRun.resource("clients/browser");
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /// The SDK's own requests fit into the burst; what the page posts itself soon does not.
  private static Settings limited() {
    return Settings.unlimited()
        .with("overrides.defaults.ingestion.rate_limit_bytes", 20_000)
        .with("overrides.defaults.ingestion.burst_size_bytes", 20_000);
  }

  @Test
  void anAllowedPagesSpansAreStoredAndItReadsWhenToComeAgain() throws Exception {
    VivaceProcess server = servers.start(limited().with(ORIGINS, List.of("http://127.0.0.1:*")));

    JsonNode found = visit(server);

    assertThat(found.path("retryAfter").asText()).matches("[1-9][0-9]*");
    assertThat(messages(found)).doesNotContain("CORS", "Access-Control");
    try (TraceClient client = new TraceClient(server.http())) {
      await("the page's span and that of its call")
          .atMost(DEADLINE)
          .until(() -> namesOf(client, found.path("traceId")).size() == 2);
      assertThat(namesOf(client, found.path("traceId"))).contains("checkout");
      await("the span of the page that was closed")
          .atMost(DEADLINE)
          .until(() -> namesOf(client, found.path("leftTraceId")).contains("leave"));
    }
  }

  @Test
  void withoutCorsTheBrowserLetsNoSpanThrough() throws Exception {
    VivaceProcess server = servers.start(limited());

    JsonNode found = visit(server);

    assertThat(found.path("retryAfter").asText()).contains("Failed to fetch");
    assertThat(messages(found)).contains("CORS");
    try (TraceClient client = new TraceClient(server.http())) {
      assertThat(namesOf(client, found.path("traceId"))).isEmpty();
    }
  }

  /// What the page in the browser says.
  private static JsonNode visit(VivaceProcess server) throws Exception {
    Path modules = Toolchain.node(PAGE.resolve("package.json")).resolve("node_modules");
    String printed =
        Command.run(
            PAGE,
            Map.of(),
            DEADLINE,
            List.of("node", "browser.js", modules.toString(), server.otlpHttp().toString()));
    return JsonMapper.builder().build().readTree(printed);
  }

  private static String messages(JsonNode found) {
    return found.path("messages").toString();
  }

  private static List<String> namesOf(TraceClient client, JsonNode traceId) {
    return SentSpan.of(client.byId(ByteString.fromHex(traceId.asText()))).stream()
        .map(span -> span.span().getName())
        .toList();
  }
}
