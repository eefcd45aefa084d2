package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.wire.RecordedRequest.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The OpenTelemetry project's load generator: the Go SDK.
@Tag("client")
class TelemetrygenIT {
  private static final String MODULE =
      "github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen";
  private static final String VERSION = "v0.161.0";
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(60);
  private static final int WORKERS = 2;
  private static final int TRACES_OF_A_WORKER = 25;
  private static final int CHILD_SPANS = 4;

  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "over {0}")
  @EnumSource
  void everyTraceComesBackAsSent(Transport transport) {
    Path telemetrygen = Toolchain.go(MODULE, VERSION);
    try (ClientFixture fixture = new ClientFixture(SERVERS.start(Settings.unlimited()))) {
      Command.run(Path.of("."), Map.of(), RUN_DEADLINE, command(telemetrygen, transport, fixture));

      assertThat(fixture.proxy().accepted()).allMatch(r -> r.transport() == transport);
      assertThat(fixture.sentSpans().size())
          .isEqualTo(WORKERS * TRACES_OF_A_WORKER * (CHILD_SPANS + 1));
      fixture.assertComesBackAsSent();
    }
  }

  private static List<String> command(
      Path telemetrygen, Transport transport, ClientFixture fixture) {
    URI http = fixture.proxy().http();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(telemetrygen.toString(), "traces", "--otlp-insecure"));
    switch (transport) {
      case GRPC -> command.addAll(List.of("--otlp-endpoint", fixture.proxy().grpc()));
      case HTTP ->
          command.addAll(
              List.of("--otlp-http", "--otlp-endpoint", http.getHost() + ":" + http.getPort()));
    }
    command.addAll(List.of("--traces", "" + TRACES_OF_A_WORKER, "--child-spans", "" + CHILD_SPANS));
    command.addAll(List.of("--workers", "" + WORKERS, "--rate", "0", "--span-links", "2"));
    command.addAll(List.of("--status-code", "Error"));
    command.addAll(List.of("--telemetry-attributes", "city=\"東京\"", "--size", "0"));
    return command;
  }
}
