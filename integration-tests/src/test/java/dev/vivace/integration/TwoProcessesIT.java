package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A folder that a process uses is refused to a second one, with a sentence that names the first.
class TwoProcessesIT {
  private static final Duration END_DEADLINE = Duration.ofSeconds(30);
  private static final int EXIT_NOT_STARTED = 2;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theLogFolderOfAnotherProcessIsRefused() {
    Path folder = servers.newFolder();
    VivaceProcess first = servers.start(folder, Settings.unlimited());

    String output = secondOn(VivaceProcess.walFolder(folder), servers.newFolder());

    assertThat(output)
        .contains(
            "WAL folder " + VivaceProcess.walFolder(folder),
            "is in use by another process (process %d)".formatted(first.handle().pid()),
            "stop it, or set another folder");
    assertThat(first.isAlive()).isTrue();
  }

  @Test
  void theBlockFolderOfAnotherProcessIsRefusedUntilItEnds() {
    Path folder = servers.newFolder();
    VivaceProcess first = servers.start(folder, Settings.unlimited());

    String output = secondOn(servers.newFolder(), VivaceProcess.blockFolder(folder));

    assertThat(output)
        .contains(
            "block folder " + VivaceProcess.blockFolder(folder),
            "is in use by another process (process %d)".formatted(first.handle().pid()));
    first.kill();
    assertThat(servers.start(folder, Settings.unlimited()).isAlive()).isTrue();
  }

  private String secondOn(Path wal, Path blocks) {
    String yaml =
        """
        server: {http_listen_address: 127.0.0.1, http_listen_port: 0, grpc_listen_port: 0}
        distributor:
          receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
        storage:
          trace: {backend: local, local: {path: "%s"}, wal: {path: "%s"}}
        """
            .formatted(blocks, wal);
    try (Command second =
        Command.start(
            servers.newFolder(),
            Map.of("VIVACE_SKIP_BUILD", "1"),
            TestRun.command("--config.file=" + servers.configuration(yaml)))) {
      assertThat(second.awaitExit(END_DEADLINE)).as("exit code").isEqualTo(EXIT_NOT_STARTED);
      return second.output();
    }
  }
}
