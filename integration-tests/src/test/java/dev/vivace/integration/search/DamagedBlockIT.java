package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A block of a running server is damaged, another one vanishes: every endpoint answers with the
/// rest and says that it is not all, in the way that its answer has for that.
class DamagedBlockIT {

  private static final String PARTIAL_HEADER = "x-vivace-partial";
  private static final int PAGES_START = 12; // behind a block's header
  private static final Duration BLOCKS_DEADLINE = Duration.ofSeconds(60);
  private static final int TRACES = 50;

  @RegisterExtension final Servers servers = new Servers();

  private final long now = Instant.now().getEpochSecond();
  private final Map<String, ?> everything =
      Map.of("q", "{ }", "start", now - 3600, "end", now + 60, "limit", 1000);

  @Test
  void everyEndpointAnswersWithTheRestAndSaysThatItIsNotAll() throws IOException {
    Path folder = servers.newFolder();
    VivaceProcess server = servers.start(folder, Settings.unlimited().withBlocksAtOnce());
    Path good = sendAndAwaitBlock(server, folder, "good");
    Path bad = sendAndAwaitBlock(server, folder, "bad");
    assertThat(good).isNotEqualTo(bad);
    overwritePages(bad);

    checkById(server);
    checkSearch(server);
    checkTags(server);
    checkMetrics(server);
    checkCounters(server);

    assertThat(server.terminate()).isZero();
    Files.delete(good);
    VivaceProcess restarted = servers.start(folder, Settings.unlimited());
    try (SearchClient client = new SearchClient(restarted)) {
      HttpResponse<byte[]> answer = client.get("/api/search", everything);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue(PARTIAL_HEADER).orElse(""))
          .contains("2 parts of blocks could not be read");
    }
  }

  private Path sendAndAwaitBlock(VivaceProcess server, Path folder, String name)
      throws IOException {
    Comparison sent = new Comparison();
    ExportTraceServiceRequest request = request(name);
    sent.require(request);
    List<Path> before = blocks(folder);
    try (OtlpSender sender = GrpcSender.plain(server.otlpGrpc());
        TraceClient client = new TraceClient(server.http())) {
      assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
      await("everything in a block")
          .atMost(BLOCKS_DEADLINE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
    List<Path> after = blocks(folder);
    assertThat(after).hasSize(before.size() + 1);
    return after.stream().filter(file -> !before.contains(file)).findFirst().orElseThrow();
  }

  private static List<Path> blocks(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(VivaceProcess.blockFolder(folder))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getParent().endsWith("blocks"))
          .filter(file -> !file.getParent().equals(VivaceProcess.blockFolder(folder)))
          .toList();
    }
  }

  /// In place, under the feet of whoever has the file open.
  private static void overwritePages(Path block) throws IOException {
    byte[] nonsense = new byte[(int) Math.min(4096, Files.size(block) / 4)];
    Arrays.fill(nonsense, (byte) 0x55);
    try (FileChannel channel = FileChannel.open(block, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(nonsense), PAGES_START);
    }
  }

  private static ByteString traceId(String name, int n) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16).putLong(name.hashCode()).putLong(n + 1).flip());
  }

  private ExportTraceServiceRequest request(String name) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < TRACES; i++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(traceId(name, i))
              .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(i + 1).flip()))
              .setName(name)
              .setStartTimeUnixNano((now - 10) * 1_000_000_000 + i)
              .setEndTimeUnixNano((now - 9) * 1_000_000_000)
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("which")
                      .setValue(AnyValue.newBuilder().setStringValue(name + i))));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static void checkById(VivaceProcess server) {
    try (TraceClient client = new TraceClient(server.http())) {
      assertThat(client.byId(traceId("good", 0)).getResourceSpansCount()).isEqualTo(1);
      String id = TraceClient.hex(traceId("bad", 0));
      HttpResponse<byte[]> second = client.get("/api/v2/traces/" + id, "application/json");
      JsonNode answer = TraceClient.tree(second);
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(answer.path("status").asText()).isEqualTo("PARTIAL");
      assertThat(answer.path("message").asText()).contains("1 blocks could not be read");
      // The first version has no way to say it.
      HttpResponse<byte[]> first = client.get("/api/traces/" + id, "application/json");
      assertThat(first.statusCode()).isEqualTo(500);
      assertThat(TraceClient.text(first)).contains("could not be read", "/api/v2/traces/");
    }
  }

  private void checkSearch(VivaceProcess server) {
    try (SearchClient client = new SearchClient(server)) {
      HttpResponse<byte[]> answer = client.get("/api/search", everything);
      SearchResponse found = SearchClient.parse(answer);
      assertThat(found.getTracesList()).hasSize(TRACES);
      assertThat(found.getTracesList()).allMatch(trace -> trace.getRootTraceName().equals("good"));
      assertThat(answer.headers().firstValue(PARTIAL_HEADER).orElse(""))
          .contains("1 parts of blocks could not be read");
      assertThat(found.getMetrics().getCompletedJobs())
          .isLessThan(found.getMetrics().getTotalJobs());
      SearchResponse streamed =
          client.stream(
              SearchRequest.newBuilder()
                  .setQuery("{ }")
                  .setStart((int) now - 3600)
                  .setEnd((int) now + 60)
                  .setLimit(1000)
                  .build());
      assertThat(streamed.getTracesList()).hasSize(TRACES);
      assertThat(streamed.getMetrics().getCompletedJobs())
          .isLessThan(streamed.getMetrics().getTotalJobs());
    }
  }

  private void checkTags(VivaceProcess server) {
    try (SearchClient client = new SearchClient(server)) {
      HttpResponse<byte[]> values =
          client.get(
              "/api/v2/search/tag/span.which/values", Map.of("start", now - 3600, "end", now + 60));
      assertThat(values.statusCode()).isEqualTo(200);
      assertThat(TraceClient.text(values)).contains("good0").doesNotContain("bad0");
      assertThat(values.headers().firstValue(PARTIAL_HEADER).orElse(""))
          .contains("could not be read");
    }
  }

  private void checkMetrics(VivaceProcess server) {
    try (MetricsClient client = new MetricsClient(server)) {
      Map<String, ?> parameters =
          Map.of(
              "q",
              "{ } | count_over_time() by (name)",
              "start",
              now - 3600,
              "end",
              now + 60,
              "step",
              "60s");
      JsonNode answer = TraceClient.tree(client.getRange(parameters));
      assertThat(answer.path("status").asText()).isEqualTo("PARTIAL");
      assertThat(answer.path("message").asText()).contains("could not be read");
      var messages =
          client.stream(
              QueryRangeRequest.newBuilder()
                  .setQuery("{ } | count_over_time() by (name)")
                  .setStart((now - 3600) * 1_000_000_000)
                  .setEnd((now + 60) * 1_000_000_000)
                  .setStep(60_000_000_000L)
                  .build());
      assertThat(messages.getLast().getStatus()).isEqualTo(PartialStatus.PARTIAL);
    }
  }

  private static void checkCounters(VivaceProcess server) {
    try (TraceClient client = new TraceClient(server.http())) {
      String metrics = TraceClient.text(client.get("/metrics", "text/plain"));
      assertThat(metrics).contains("vivace_damaged_blocks 1.0");
      assertThat(metrics).containsPattern("vivace_block_damages_total [1-9]");
      assertThat(metrics).containsPattern("vivace_block_second_reads_total [1-9]");
    }
    assertThat(server.log()).contains("is damaged: read twice, it was not what was written");
  }
}
