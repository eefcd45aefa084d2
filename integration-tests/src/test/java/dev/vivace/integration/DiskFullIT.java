package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.Load;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.HttpSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.OtlpSender.Answer;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.RetryHints;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The disk that holds the data takes no more for a while. Where the system allows it the server
/// runs in a mount namespace of its own, with a small file system in memory; the test reaches into
/// it by way of the process. Everywhere the size of its files can be limited, so that the system
/// refuses to write.
@Tag("endurance")
class DiskFullIT {
  private static final String DISK_SIZE = "64m";
  private static final int PREPARED_REQUESTS = 20;
  private static final int BALLAST_BYTES = 56 << 20;

  // The log's first segment has 4 MiB, the second would have 8.
  private static final long MAX_FILE_BYTES = 5 << 20;
  private static final Duration FULL_DEADLINE = Duration.ofSeconds(60);

  // Five seconds are promised; ten times that, for a busy machine, unless the run says otherwise.
  private static final Duration RESUME_DEADLINE =
      Duration.ofMillis(TestRun.count("vivace.resume.millis", 50_000));

  @RegisterExtension final Servers servers = new Servers();

  private final Path folder = servers.newFolder(); // data below it, configuration and log in it
  private final Comparison expected = new Comparison();
  private final LoadTraces traces =
      new LoadTraces(TestRun.seed(), Instant.now().getEpochSecond() * 1_000_000_000);
  private int next;

  private void needNamespaces() {
    boolean mountable;
    try {
      Command.run(folder, Map.of(), Duration.ofSeconds(10), mount("true"));
      mountable = true;
    } catch (RuntimeException refused) {
      mountable = false;
    }
    assumeTrue(mountable, "this system lets nobody mount a tmpfs in a namespace of his own");
  }

  @Test
  void nothingIsLostWhileFilesCannotGrowAndSpansAreTakenAgainAfterwards() {
    VivaceProcess server =
        servers.own(
            VivaceProcess.start(
                folder,
                Settings.unlimited(),
                List.of("prlimit", "--fsize=%d:unlimited".formatted(MAX_FILE_BYTES))));
    try (OtlpSender grpc = GrpcSender.plain(server.otlpGrpc());
        OtlpSender http = new HttpSender(server.otlpHttp(), HttpSender.Encoding.PROTOBUF)) {
      assertThat(send(grpc).outcome()).isEqualTo(Outcome.STORED);
      await("a file that cannot grow")
          .atMost(FULL_DEADLINE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> send(grpc).code().equals("UNAVAILABLE"));
      assertThat(send(http).code()).as("status over HTTP").isEqualTo("503");
      check(server, "while files cannot grow");

      String pid = Long.toString(server.handle().pid());
      Command.run(
          folder,
          Map.of(),
          Duration.ofSeconds(10),
          List.of("prlimit", "--pid", pid, "--fsize=unlimited"));
      await("spans taken again")
          .atMost(RESUME_DEADLINE)
          .until(() -> send(grpc).outcome() == Outcome.STORED);
      assertThat(send(http).outcome()).isEqualTo(Outcome.STORED);
    }
    check(server, "after files can grow");
  }

  @Test
  void nothingIsLostWhileTheDiskIsFullAndSpansAreTakenAgainAfterwards() throws IOException {
    needNamespaces();
    VivaceProcess server =
        servers.own(VivaceProcess.start(folder, Settings.unlimited(), mount("exec \"$@\"")));
    Path disk = Path.of("/proc/" + server.handle().pid() + "/root" + folder, "data");
    try (OtlpSender grpc = GrpcSender.plain(server.otlpGrpc());
        OtlpSender http = new HttpSender(server.otlpHttp(), HttpSender.Encoding.PROTOBUF)) {
      for (int i = 0; i < PREPARED_REQUESTS; i++) {
        assertThat(send(grpc).outcome()).isEqualTo(Outcome.STORED);
      }
      Path filler = disk.resolve("filler");
      await("a full disk")
          .atMost(FULL_DEADLINE)
          .until(
              () -> {
                fill(filler);
                return send(grpc).code().equals("UNAVAILABLE");
              });
      assertThat(send(http).code()).as("status over HTTP").isEqualTo("503");
      check(server, "while the disk is full");

      Files.delete(filler);
      await("spans taken again")
          .atMost(RESUME_DEADLINE)
          .until(() -> send(grpc).outcome() == Outcome.STORED);
      assertThat(send(http).outcome()).isEqualTo(Outcome.STORED);
    }
    check(server, "after space was freed");
  }

  /// A command that runs another in a namespace whose folder is a small disk.
  private static List<String> mount(String then) {
    String script =
        "mkdir -p data && mount -t tmpfs -o size=%s none data && %s".formatted(DISK_SIZE, then);
    return List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh");
  }

  /// The load alone fills the disk: sections are never written, so the log is never trimmed.
  @Test
  void aLoadThatFillsTheDiskIsRefusedWithAHintAndGoesOnWhenThereIsSpace() throws IOException {
    needNamespaces();
    Settings bulky = Settings.unlimited().with("live_store.max_block_duration", "1h");
    VivaceProcess server = servers.own(VivaceProcess.start(folder, bulky, mount("exec \"$@\"")));
    Path disk = Path.of("/proc/" + server.handle().pid() + "/root" + folder, "data");
    Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST_BYTES]);
    Load load = new Load(traces);
    try (Load.Run _ = load.start(server.otlpGrpc());
        RetryHints hints = new RetryHints(server)) {
      await("a disk that the load has filled")
          .atMost(FULL_DEADLINE)
          .until(() -> load.answers().containsKey("UNAVAILABLE"));
      hints.assertGiven(traces.request(1_000_000).toByteArray());
      check(server, load.expected(), "while the disk is full");

      long before = load.stored();
      Files.delete(ballast);
      await("spans taken again").atMost(RESUME_DEADLINE).until(() -> load.stored() > before + 100);
    }
    assertThat(load.answers()).containsOnlyKeys("OK", "UNAVAILABLE");
    check(server, load.expected(), "after space was freed");
  }

  private static void check(VivaceProcess server, Comparison sent, String when) {
    try (TraceClient client = new TraceClient(server.http())) {
      sent.check(client::byId).assertAsSent(when);
    }
  }

  private Answer send(OtlpSender sender) {
    ExportTraceServiceRequest request = traces.request(next++);
    Answer answer = sender.send(request.toByteArray());
    switch (answer.outcome()) {
      case STORED -> expected.require(request);
      case UNKNOWN -> expected.allow(request);
      case REFUSED -> throw new AssertionError("refused for good: " + answer);
    }
    return answer;
  }

  private static void fill(Path filler) {
    byte[] zeros = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private void check(VivaceProcess server, String when) {
    check(server, expected, when);
  }
}
