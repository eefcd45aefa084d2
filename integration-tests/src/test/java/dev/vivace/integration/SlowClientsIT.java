package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.HostileSpans;
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
import dev.vivace.integration.wire.SlowConnections;
import dev.vivace.integration.wire.SlowConnections.Kind;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients that send their headers or bodies byte by byte, or do not read their answers: others do
/// not notice, and memory stays what it is.
@Tag("endurance")
class SlowClientsIT {
  private static final int KINDS_AND_PORTS = 9;
  private static final int CONNECTIONS = TestRun.count("vivace.slow.connections", 360);
  private static final int MEASURED = TestRun.count("vivace.slow.requests", 300);
  private static final int WARMING = 2 * MEASURED;

  // A fifth more is promised; ten times as much is allowed where others use the machine, too.
  private static final int MAX_PERCENT = TestRun.count("vivace.slow.percent", 1200);
  private static final long MAX_GROWTH_KIB = 100 << 10;
  private static final int LARGE_SPANS = 2000;
  private static final int LARGE_ANSWERS = 200;

  // What a machine with other things to do may add.
  private static final long SLACK_NANOS = 100_000_000;

  @RegisterExtension final Servers servers = new Servers();

  private final long now = Instant.now().getEpochSecond() * 1_000_000_000;
  private final Comparison sent = new Comparison();
  private final LoadTraces traces = new LoadTraces(TestRun.seed(), now);
  private int next;

  @Test
  void othersAreServedAsBeforeWhileManyClientsAreSlow() throws IOException {
    VivaceProcess server = servers.start(Settings.unlimited());
    String large = "/api/traces/" + TraceClient.hex(sendLarge(server));
    try (OtlpSender grpc = GrpcSender.plain(server.otlpGrpc());
        OtlpSender http = new HttpSender(server.otlpHttp(), HttpSender.Encoding.PROTOBUF);
        TraceClient api = new TraceClient(server.http())) {
      percentile(WARMING, grpc, http, api);
      for (int i = 0; i < LARGE_ANSWERS; i++) { // The heap is as large as answers make it.
        assertThat(api.get(large, "application/json").statusCode()).isEqualTo(200);
      }
      long quiet = percentile(MEASURED, grpc, http, api);
      long memory = residentKib(server);
      long busy;
      long grown;
      long open;
      try (SlowConnections slow = open(server, large)) {
        percentile(MEASURED, grpc, http, api); // Until all connections have been accepted.
        busy = percentile(MEASURED, grpc, http, api);
        grown = residentKib(server) - memory;
        open = slow.open();
      }
      System.out.printf(
          "SlowClientsIT: p99 %d µs, with %d slow clients (%d open) %d µs; memory +%d KiB%n",
          quiet / 1000, CONNECTIONS, open, busy / 1000, grown);
      long slack = MAX_PERCENT > 1000 ? SLACK_NANOS : 0;
      assertThat(busy)
          .as("p99 in ns beside slow clients")
          .isLessThan(quiet * MAX_PERCENT / 100 + slack);
      assertThat(grown).as("KiB for %d slow clients", CONNECTIONS).isLessThan(MAX_GROWTH_KIB);
      sent.check(api::byId).assertAsSent("beside slow clients");
    }
    assertThat(server.log()).doesNotContain("OutOfMemoryError");
  }

  private SlowConnections open(VivaceProcess server, String large) {
    SlowConnections slow = new SlowConnections();
    int grpc = URI.create("tcp://" + server.otlpGrpc()).getPort();
    int each = CONNECTIONS / KINDS_AND_PORTS;
    for (Kind kind : Kind.values()) {
      slow.grpc(grpc, kind, each);
      slow.http(server.otlpHttp().getPort(), kind, each, "/v1/traces");
      slow.http(server.http().getPort(), kind, each, large);
    }
    return slow.start();
  }

  /// A trace of some hundred KiB.
  private ByteString sendLarge(VivaceProcess server) {
    ByteString id = ByteString.copyFrom(ByteBuffer.allocate(16).putLong(-1).putLong(7).flip());
    try (OtlpSender sender = GrpcSender.plain(server.otlpGrpc())) {
      for (ExportTraceServiceRequest part : new HostileSpans(now).giantTrace(id, LARGE_SPANS)) {
        assertThat(sender.send(part.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
      }
    }
    return id;
  }

  /// The 99th percentile of requests that send and ask by turns, in nanoseconds.
  private long percentile(int count, OtlpSender grpc, OtlpSender http, TraceClient api) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      ExportTraceServiceRequest request = traces.request(next++);
      long began = System.nanoTime();
      if (i % 3 == 2) {
        int status = api.get("/api/search?q=%7B%20%7D&limit=1", "application/json").statusCode();
        assertThat(status).isEqualTo(200);
      } else {
        Answer answer = (i % 3 == 0 ? grpc : http).send(request.toByteArray());
        assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.STORED);
        sent.require(request);
      }
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return nanos[count * 99 / 100];
  }

  private static long residentKib(VivaceProcess server) throws IOException {
    Path status = Path.of("/proc/" + server.handle().pid() + "/status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
