package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A log in a folder, and what a replay of it says.
final class LogFixture implements AutoCloseable {

  static final TenantId TENANT = new TenantId("acme");

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final LocalLog log;
  FaultyDisk disk;

  private LogFixture(LocalLogConfig config, LocalLog.DiskOpener opener) {
    log =
        LocalLog.open(
            config,
            InstantSource.system(),
            registry,
            folder -> disk = new FaultyDisk(opener.open(folder)));
  }

  /// Segments begin at 64 KiB, so that opening many logs is quick.
  static LogFixture open(Path folder) {
    return open(config(folder, LocalLogConfig.Sync.GROUP, 1 << 20));
  }

  static LogFixture open(LocalLogConfig config) {
    return new LogFixture(config, LocalDisk::new);
  }

  /// On a disk of its own.
  static LogFixture open(LocalLogConfig config, LocalLog.DiskOpener disk) {
    return new LogFixture(config, disk);
  }

  static LocalLogConfig config(Path folder, LocalLogConfig.Sync sync, long segmentBytes) {
    return new LocalLogConfig(
        folder,
        sync,
        Duration.ofMillis(20),
        LocalLogConfig.OnCorruption.ISOLATE,
        segmentBytes,
        64 << 20);
  }

  static LocalLogConfig stopping(Path folder) {
    return new LocalLogConfig(
        folder,
        LocalLogConfig.Sync.GROUP,
        Duration.ofSeconds(1),
        LocalLogConfig.OnCorruption.STOP,
        64 << 20,
        64 << 20);
  }

  static LogRecord record(String payload) {
    return record(payload.getBytes(StandardCharsets.UTF_8));
  }

  static LogRecord record(byte[] payload) {
    return new LogRecord(
        TENANT, WireFormat.OTLP_PROTOBUF, 42, 2048, new int[] {3, 70_000}, payload, payload.length);
  }

  /// Appends one record and waits for its offset.
  long append(String payload) {
    return append(record(payload));
  }

  long append(LogRecord record) {
    try {
      return appendLater(record).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  CompletableFuture<Long> appendLater(LogRecord record) {
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
    return done;
  }

  Replayed replay() {
    return replay(0);
  }

  Replayed replay(long from) {
    Replayed replayed = new Replayed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    log.replay(from, replayed);
    return replayed;
  }

  double corruptions() {
    return registry.get("vivace_wal_corruptions").counter().count();
  }

  @Override
  public void close() {
    log.close();
  }

  static List<Path> segments(Path folder) {
    return files(folder, ".wal");
  }

  static List<Path> quarantined(Path folder) {
    return files(folder, ".bytes");
  }

  static Path marker(Path folder) {
    return files(folder, AcknowledgedMarker.FILE_NAME).getFirst();
  }

  private static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies a log's folder, so that one log can be damaged in many ways.
  static void copy(Path source, Path target) {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a replay told: records as `offset:payload`, missing ranges as `from-to`.
  record Replayed(List<String> records, List<String> missing, List<String> reasons)
      implements TraceLog.RecordReader {

    @Override
    public void record(long offset, long appendNanos, LogRecord record) {
      assertThat(record.tenant()).isEqualTo(TENANT);
      assertThat(record.format()).isEqualTo(WireFormat.OTLP_PROTOBUF);
      assertThat(record.receivedNanos()).isEqualTo(42);
      assertThat(record.maxAttributeBytes()).isEqualTo(2048);
      assertThat(record.refusedOrdinals()).containsExactly(3, 70_000);
      byte[] payload = Arrays.copyOf(record.payload(), record.payloadLength());
      records.add(
          offset
              + ":"
              + (payload.length > 100
                  ? payload.length + "#" + Arrays.hashCode(payload)
                  : new String(payload, StandardCharsets.UTF_8)));
    }

    @Override
    public void missing(long from, long to, String reason) {
      missing.add(from + "-" + to);
      reasons.add(reason);
    }
  }
}
