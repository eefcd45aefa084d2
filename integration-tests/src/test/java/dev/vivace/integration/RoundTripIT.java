package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.compare.JsonContent;
import dev.vivace.integration.data.RandomRequests;
import dev.vivace.integration.data.WireOrder;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.HttpSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Random requests over each transport, read back from the live head, from the replayed log and
/// from blocks: each span as it was sent.
class RoundTripIT {
  private static final Duration BLOCKS_DEADLINE = Duration.ofSeconds(60);

  @RegisterExtension final Servers servers = new Servers();

  private final long seed = TestRun.seed();
  private final int requests = TestRun.count("vivace.random.requests", 120);
  private final long now = Instant.now().getEpochSecond() * 1_000_000_000;

  @BeforeEach
  void printSeed() {
    System.out.printf("%s: -Dvivace.seed=%d, now %d%n", getClass().getSimpleName(), seed, now);
  }

  @Test
  void everySpanComesBackAsSentFromHeadLogAndBlocks() {
    Path folder = servers.newFolder();
    VivaceProcess live = servers.start(folder, Settings.unlimited());
    Comparison sent = Comparison.with(sendOverEachTransport(live));
    checkEveryForm(sent, live, "the live head");

    live.kill();
    VivaceProcess replayed = servers.start(folder, Settings.unlimited());
    checkEveryForm(sent, replayed, "the replayed log");

    replayed.kill();
    VivaceProcess cutting = servers.start(folder, Settings.unlimited().withBlocksAtOnce());
    awaitBlocks(sent, cutting);
    checkEveryForm(sent, cutting, "blocks");

    cutting.kill();
    VivaceProcess reopened = servers.start(folder, Settings.unlimited());
    check(sent, reopened, TraceClient::byIdFromBlocks, "blocks after a restart");
  }

  @Test
  void jsonIsStoredAsProtobufIs() {
    VivaceProcess server = servers.start(Settings.unlimited());
    RandomRequests random = new RandomRequests(seed + 1, now);
    List<ExportTraceServiceRequest> stored = new ArrayList<>();
    try (HttpSender sender = new HttpSender(server.otlpHttp(), HttpSender.Encoding.JSON)) {
      for (int i = 0; i < requests / 2; i++) {
        send(sender, JsonContent.of(random.next()), UnaryOperator.identity(), stored);
      }
    }
    check(Comparison.with(stored), server, TraceClient::byId, "the live head, sent as JSON");
  }

  private List<ExportTraceServiceRequest> sendOverEachTransport(VivaceProcess server) {
    RandomRequests random = new RandomRequests(seed, now);
    List<ExportTraceServiceRequest> stored = new ArrayList<>();
    try (OtlpSender grpc = GrpcSender.plain(server.otlpGrpc());
        OtlpSender grpcGzip = GrpcSender.gzip(server.otlpGrpc());
        OtlpSender http = new HttpSender(server.otlpHttp(), HttpSender.Encoding.PROTOBUF);
        OtlpSender httpGzip =
            new HttpSender(server.otlpHttp(), HttpSender.Encoding.GZIP_PROTOBUF)) {
      for (int i = 0; i < requests; i += 4) {
        send(grpc, random.next(), UnaryOperator.identity(), stored);
        send(grpcGzip, random.next(), WireOrder::reversed, stored);
        send(http, random.next(), WireOrder::reversed, stored);
        send(httpGzip, random.next(), UnaryOperator.identity(), stored);
      }
    }
    return stored;
  }

  private static void send(
      OtlpSender sender,
      ExportTraceServiceRequest request,
      UnaryOperator<byte[]> encoding,
      List<ExportTraceServiceRequest> stored) {
    OtlpSender.Answer answer = sender.send(encoding.apply(request.toByteArray()));
    assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.STORED);
    stored.add(request);
  }

  private static void checkEveryForm(Comparison sent, VivaceProcess server, String where) {
    check(sent, server, TraceClient::byId, where + ", version 2 protobuf");
    check(sent, server, TraceClient::byIdVersion1, where + ", version 1 protobuf");
    Comparison ofJson = sent.map(JsonContent::inAnswers);
    check(ofJson, server, TraceClient::byIdAsJson, where + ", version 2 JSON");
    check(ofJson, server, TraceClient::byIdVersion1AsJson, where + ", version 1 JSON");
  }

  private static void check(
      Comparison sent,
      VivaceProcess server,
      BiFunction<TraceClient, ByteString, TracesData> fetch,
      String where) {
    try (TraceClient client = new TraceClient(server.http())) {
      sent.check(id -> fetch.apply(client, id)).assertAsSent(where);
    }
  }

  private static void awaitBlocks(Comparison sent, VivaceProcess server) {
    try (TraceClient client = new TraceClient(server.http())) {
      await("everything in blocks")
          .atMost(BLOCKS_DEADLINE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
  }
}
