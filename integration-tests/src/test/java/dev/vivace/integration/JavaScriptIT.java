package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.wire.TraceClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenTelemetry's JavaScript SDK: its JSON exporter (chunked, numbers without quotes) and its
/// protobuf exporter with gzip.
@Tag("client")
class JavaScriptIT {
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(60);
  private static final Path CLIENT = TestRun.resource("clients/javascript");

  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "as {0}")
  @CsvSource({"json, application/json, false", "proto, application/x-protobuf, true"})
  void aTraceOfNodeComesBackAsSent(String encoding, String contentType, boolean gzip) {
    Path modules = Toolchain.node(CLIENT.resolve("package.json")).resolve("node_modules");
    try (ClientFixture fixture = new ClientFixture(SERVERS.start(Settings.unlimited()))) {
      String printed =
          Command.run(
              CLIENT,
              Map.of("NODE_PATH", modules.toString(), "OTEL_SERVICE_NAME", "javascript"),
              RUN_DEADLINE,
              List.of("node", "client.js", encoding, fixture.proxy().http() + "/v1/traces"));

      assertThat(fixture.proxy().accepted())
          .isNotEmpty()
          .allMatch(r -> r.contentType().equals(contentType))
          .allMatch(r -> r.isGzip() == gzip);
      assertThat(fixture.sentSpans())
          .anyMatch(s -> TraceClient.hex(s.getTraceId()).equals(printed.strip()));
      fixture.assertComesBackAsSent();
    }
  }
}
