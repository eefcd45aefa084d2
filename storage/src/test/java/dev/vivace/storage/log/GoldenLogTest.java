package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The segment of the released version: written the same byte for byte, and read. The file is never
/// made anew.
class GoldenLogTest {

  private static final String LOG_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final String SEGMENT = LOG_ID + "/00000000000000000000.wal";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00.000000001Z"));

  @TempDir Path folder;

  @Test
  void theBytesAreThoseOfTheReleasedVersion() throws Exception {
    Files.createDirectory(folder.resolve(LOG_ID));
    try (LocalLog log = open()) {
      append(log, record("acme", WireFormat.OTLP_PROTOBUF, new int[] {1, 7}, "first"));
      append(log, record("b", WireFormat.OTLP_JSON, new int[0], "{}"));
    }
    open().close(); // Cuts the zeros behind the last batch.
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve(SEGMENT))))
        .isEqualTo(HexFormat.of().formatHex(golden()));
  }

  @Test
  void theReleasedVersionIsRead() throws Exception {
    Files.createDirectory(folder.resolve(LOG_ID));
    Files.write(folder.resolve(SEGMENT), golden());
    List<String> records = new ArrayList<>();
    try (LocalLog log = open()) {
      assertThat(log.endOffset()).isEqualTo(2);
      log.replay(
          0,
          new TraceLog.RecordReader() {
            @Override
            public void record(long offset, long appendNanos, LogRecord record) {
              records.add(
                  "%d %d %s %s %d %d %d %s"
                      .formatted(
                          offset,
                          appendNanos,
                          record.tenant(),
                          record.format(),
                          record.receivedNanos(),
                          record.maxAttributeBytes(),
                          record.refusedOrdinals().length,
                          new String(
                              record.payload(),
                              0,
                              record.payloadLength(),
                              StandardCharsets.UTF_8)));
            }

            @Override
            public void missing(long from, long to, String reason) {
              throw new AssertionError(reason);
            }
          });
    }
    assertThat(records)
        .containsExactly(
            "0 1795262400000000001 acme OTLP_PROTOBUF 1795262399000000000 2048 2 first",
            "1 1795262400000000001 b OTLP_JSON 1795262399000000000 2048 0 {}");
  }

  private LocalLog open() {
    return LocalLog.open(LocalLogConfig.defaults(folder), CLOCK, new SimpleMeterRegistry());
  }

  private static LogRecord record(String tenant, WireFormat format, int[] refused, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return new LogRecord(
        new TenantId(tenant),
        format,
        1_795_262_399_000_000_000L,
        2048,
        refused,
        bytes,
        bytes.length);
  }

  private static void append(LocalLog log, LogRecord record) throws Exception {
    CompletableFuture<Long> done = new CompletableFuture<>();
    log.append(
        record,
        new TraceLog.AppendCallback() {
          @Override
          public void appended(long offset, long appendNanos) {
            done.complete(offset);
          }

          @Override
          public void failed(Throwable cause) {
            done.completeExceptionally(cause);
          }
        });
    done.get();
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = GoldenLogTest.class.getResourceAsStream("segment-v1.wal")) {
      return in.readAllBytes();
    }
  }
}
