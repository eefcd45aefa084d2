package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.HostileSpans;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.OtlpSender.Answer;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Memory is bounded by configuration, whatever arrives: a giant trace, a hundred thousand keys and
/// strings of megabytes among normal input, on a small heap.
@Tag("endurance")
class HostileLoadIT {
  private static final int GIANT_SPANS = 300_000;
  private static final int KEYS = 100_000;
  private static final int KEYS_OF_A_REQUEST = 10_000;
  private static final int LONG_STRINGS = 20;
  private static final int LONG_STRING_BYTES = 2 << 20;
  private static final int NORMAL_REQUESTS = 300;
  private static final Duration BLOCKS_DEADLINE = Duration.ofMinutes(2);

  @RegisterExtension final Servers servers = new Servers();

  private final long now = Instant.now().getEpochSecond() * 1_000_000_000;
  private final HostileSpans hostile = new HostileSpans(now);
  private final LoadTraces normal = new LoadTraces(TestRun.seed(), now);
  private final Comparison sent = new Comparison();
  private int nextNormal;

  @Test
  void whateverArrivesTheServerKeepsEverySpanOnASmallHeap() {
    Path folder = servers.newFolder();
    VivaceProcess server = servers.start(folder, Settings.unlimited());
    sendEverything(server);
    check(server, TraceClient::byId, "in the live head and the blocks that memory forced");
    assertThat(server.terminate()).as("exit code").isZero();

    VivaceProcess cutting = servers.start(folder, Settings.unlimited().withBlocksAtOnce());
    try (TraceClient client = new TraceClient(cutting.http())) {
      await("everything in blocks")
          .atMost(BLOCKS_DEADLINE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
    check(cutting, TraceClient::byIdFromBlocks, "in blocks");
    assertThat(cutting.terminate()).as("exit code").isZero();
  }

  private void sendEverything(VivaceProcess server) {
    try (OtlpSender sender = GrpcSender.plain(server.otlpGrpc())) {
      for (ExportTraceServiceRequest part : hostile.giantTrace(traceId(1), GIANT_SPANS)) {
        send(sender, part);
      }
      for (int key = 0; key < KEYS; key += KEYS_OF_A_REQUEST) {
        send(sender, hostile.manyKeys(traceId(2), key, KEYS_OF_A_REQUEST));
      }
      for (int i = 0; i < LONG_STRINGS; i++) {
        send(sender, hostile.longString(traceId(3 + i), LONG_STRING_BYTES));
      }
      while (nextNormal < NORMAL_REQUESTS) {
        sendNormal(sender);
      }
    }
  }

  private void check(
      VivaceProcess server, BiFunction<TraceClient, ByteString, TracesData> fetch, String where) {
    try (TraceClient client = new TraceClient(server.http())) {
      sent.check(id -> fetch.apply(client, id)).assertAsSent(where);
    }
    assertThat(server.log()).doesNotContain("OutOfMemoryError");
  }

  private void send(OtlpSender sender, ExportTraceServiceRequest request) {
    sendOne(sender, request);
    if (nextNormal < NORMAL_REQUESTS) {
      sendNormal(sender);
    }
  }

  private void sendNormal(OtlpSender sender) {
    sendOne(sender, normal.request(nextNormal++));
  }

  private void sendOne(OtlpSender sender, ExportTraceServiceRequest request) {
    Answer answer = sender.send(request.toByteArray());
    assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.STORED);
    sent.require(request);
  }

  private static ByteString traceId(long n) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(~0L).putLong(n).flip());
  }
}
