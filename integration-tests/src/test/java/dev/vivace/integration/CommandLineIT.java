package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The script at the root and its flags.
class CommandLineIT {
  private static final Duration END_DEADLINE = Duration.ofSeconds(30);

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theProcessIsTheJavaMachineItself() {
    VivaceProcess server = servers.start(Settings.unlimited());

    assertThat(server.handle().info().command().orElse("")).endsWith("/java");
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(runVivace("--version")).contains("0.1.0");
  }

  @Test
  void aGoodConfigurationIsVerifiedWithoutAStart() {
    runVivace(
        "--config.file=" + servers.configuration("server: {http_listen_port: 1}\n"),
        "--config.verify");
  }

  @Test
  void theHealthOfARunningServerIsGood() {
    VivaceProcess server = servers.start(Settings.unlimited());
    String file = "server: {http_listen_port: %d}%n".formatted(server.http().getPort());

    runVivace("--config.file=" + servers.configuration(file), "--health");
  }

  @Test
  void anUnknownKeyStopsTheStartWithItsPathAndTheNearestKey() {
    Path file = servers.configuration("server:\n  http_listen_prot: 3200\n");

    for (String verify : List.of("--config.verify=true", "--config.verify=false")) {
      try (Command vivace = startVivace("--config.file=" + file, verify)) {
        assertThat(vivace.awaitExit(END_DEADLINE)).as("exit code").isNotZero();
        assertThat(vivace.output()).contains("server.http_listen_prot", "http_listen_port");
      }
    }
  }

  private String runVivace(String... arguments) {
    try (Command vivace = startVivace(arguments)) {
      if (vivace.awaitExit(END_DEADLINE) != 0) {
        throw vivace.failure("failed");
      }
      return vivace.output();
    }
  }

  private Command startVivace(String... arguments) {
    return Command.start(
        servers.newFolder(), Map.of("VIVACE_SKIP_BUILD", "1"), TestRun.command(arguments));
  }
}
