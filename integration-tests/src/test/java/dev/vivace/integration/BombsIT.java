package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.compare.Comparison;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Small bodies that inflate to more than the server may hold: their senders get an error, the
/// others do not notice, on a small heap.
@Tag("endurance")
class BombsIT {
  private static final int INFLATED_BYTES = 512 << 20;
  private static final int GRPC_BYTES = 96 << 20;
  private static final int ROUNDS = 3;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  // RFC 8878: a frame without a size, of a window of 128 KiB, and blocks that repeat one byte.
  private static final int ZSTD_BLOCK_BYTES = 128 << 10;
  private static final byte[] ZSTD_HEAD = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 0x38};

  @RegisterExtension final Servers servers = new Servers();

  private final Comparison sent = new Comparison();
  private final LoadTraces traces =
      new LoadTraces(TestRun.seed(), Instant.now().getEpochSecond() * 1_000_000_000);
  private int next;

  private interface Codec {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  @Test
  void bombsAreRefusedAndOthersAreServed() throws Exception {
    VivaceProcess server = servers.start(Settings.unlimited());
    byte[] gzip = compressed(GZIPOutputStream::new);
    byte[] deflate = compressed(DeflaterOutputStream::new);
    byte[] zstd = zstd();
    try (HttpClient http = HttpClient.newHttpClient();
        OtlpSender normal = GrpcSender.plain(server.otlpGrpc());
        OtlpSender bomber = GrpcSender.gzip(server.otlpGrpc())) {
      for (int round = 0; round < ROUNDS; round++) {
        assertThat(post(http, server, "gzip", gzip)).as("gzip").isEqualTo(413);
        send(normal);
        assertThat(post(http, server, "deflate", deflate)).as("deflate").isEqualTo(413);
        send(normal);
        assertThat(post(http, server, "zstd", zstd)).as("zstd").isEqualTo(413);
        send(normal);
        assertThat(bomber.send(new byte[GRPC_BYTES]).code())
            .as("gzip over gRPC")
            .isEqualTo("RESOURCE_EXHAUSTED");
        send(normal);
      }
    }
    try (TraceClient client = new TraceClient(server.http())) {
      sent.check(client::byId).assertAsSent("after the bombs");
    }
    assertThat(server.isAlive()).isTrue();
    assertThat(server.log()).doesNotContain("OutOfMemoryError");
  }

  private void send(OtlpSender sender) {
    ExportTraceServiceRequest request = traces.request(next++);
    Answer answer = sender.send(request.toByteArray());
    assertThat(answer.outcome()).as("%s", answer).isEqualTo(Outcome.STORED);
    sent.require(request);
  }

  private static int post(HttpClient http, VivaceProcess server, String encoding, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.otlpHttp().resolve("/v1/traces"))
            .timeout(DEADLINE)
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static byte[] compressed(Codec codec) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (OutputStream out = codec.wrap(body)) {
      for (int written = 0; written < INFLATED_BYTES; written += zeros.length) {
        out.write(zeros);
      }
    }
    return body.toByteArray();
  }

  private static byte[] zstd() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ZSTD_HEAD);
    for (long written = ZSTD_BLOCK_BYTES; written <= INFLATED_BYTES; written += ZSTD_BLOCK_BYTES) {
      boolean isLast = written == INFLATED_BYTES;
      int head = (isLast ? 1 : 0) | 1 << 1 | ZSTD_BLOCK_BYTES << 3;
      body.write(head);
      body.write(head >>> 8);
      body.write(head >>> 16);
      body.write(0);
    }
    return body.toByteArray();
  }
}
