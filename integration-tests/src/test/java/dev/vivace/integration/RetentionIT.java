package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A server that is left alone under load keeps to the room it was given: the oldest blocks go.
class RetentionIT {
  private static final long MAX_BYTES = 60_000;
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final Duration PACE = Duration.ofMillis(50);

  @RegisterExtension final Servers servers = new Servers();

  private final LoadTraces traces =
      new LoadTraces(TestRun.seed(), Instant.now().getEpochSecond() * 1_000_000_000);
  private int sent;

  @Test
  void theOldestBlocksGoForGoodAndTheNewestStay() {
    Path folder = servers.newFolder();
    Settings settings =
        Settings.unlimited()
            .withBlocksAtOnce()
            .with("storage.trace.local.max_bytes", MAX_BYTES)
            .with("querier.search.query_timeout", "500ms");
    VivaceProcess server = servers.start(folder, settings);
    try (OtlpSender sender = GrpcSender.plain(server.otlpGrpc());
        TraceClient client = new TraceClient(server.http())) {
      await("deleted blocks")
          .atMost(DEADLINE)
          .pollDelay(Duration.ZERO)
          .pollInterval(PACE)
          .until(
              () -> {
                send(sender);
                return counter(client, "tempodb_retention_deleted_total") > 0;
              });
      assertThat(client.byId(traceId(0)).getResourceSpansCount()).isZero();
      assertThat(client.byId(traceId(sent - 1)).getResourceSpansCount()).isPositive();
      assertThat(counter(client, "tempodb_retention_errors_total")).isZero();
    }
    // What comes in between two looks at the room is beyond the limit for a while.
    assertThat(bytes(VivaceProcess.blockFolder(folder).resolve("single-tenant/blocks")))
        .isLessThan(3 * MAX_BYTES);
    server.kill();
    try (TraceClient client = new TraceClient(servers.start(folder, settings).http())) {
      assertThat(client.byId(traceId(0)).getResourceSpansCount()).isZero();
      assertThat(client.byId(traceId(sent - 1)).getResourceSpansCount()).isPositive();
    }
  }

  private void send(OtlpSender sender) {
    assertThat(sender.send(traces.request(sent++).toByteArray()).outcome())
        .isEqualTo(Outcome.STORED);
  }

  private ByteString traceId(int request) {
    return traces.request(request).getResourceSpans(0).getScopeSpans(0).getSpans(0).getTraceId();
  }

  private static double counter(TraceClient client, String name) {
    return TraceClient.text(client.get("/metrics", "*/*"))
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private static long bytes(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(RetentionIT::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0; // Deleted while we were looking.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
