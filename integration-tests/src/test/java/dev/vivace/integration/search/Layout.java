package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Where a server has the spans of the worked examples.
enum Layout {
  HEAD,
  BLOCK,
  /// Half of each trace in a block, half in the live head.
  SPLIT;

  private static final Duration BLOCKS_DEADLINE = Duration.ofSeconds(60);
  private static final Set<String> IN_BLOCK = Set.of("a1", "a3", "a4", "b2", "b3");

  /// A server that has them so.
  VivaceProcess start(Servers servers) {
    return switch (this) {
      case HEAD -> inHead(servers);
      case BLOCK -> inBlock(servers, servers.newFolder(), _ -> true);
      case SPLIT -> split(servers);
    };
  }

  private static VivaceProcess inHead(Servers servers) {
    VivaceProcess server = servers.start(Settings.unlimited());
    send(server, WorkedTraces.request(_ -> true));
    return server;
  }

  private static VivaceProcess inBlock(Servers servers, Path folder, Predicate<String> names) {
    VivaceProcess server = servers.start(folder, Settings.unlimited().withBlocksAtOnce());
    Comparison sent = Comparison.with(List.of(WorkedTraces.request(names)));
    send(server, WorkedTraces.request(names));
    try (TraceClient client = new TraceClient(server.http())) {
      await("everything in blocks")
          .atMost(BLOCKS_DEADLINE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
    return server;
  }

  private static VivaceProcess split(Servers servers) {
    Path folder = servers.newFolder();
    VivaceProcess first = inBlock(servers, folder, IN_BLOCK::contains);
    assertThat(first.terminate()).as("exit code").isZero();
    VivaceProcess server = servers.start(folder, Settings.unlimited());
    send(server, WorkedTraces.request(name -> !IN_BLOCK.contains(name)));
    return server;
  }

  private static void send(VivaceProcess server, ExportTraceServiceRequest request) {
    try (GrpcSender sender = GrpcSender.plain(server.otlpGrpc())) {
      assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
    }
  }
}
