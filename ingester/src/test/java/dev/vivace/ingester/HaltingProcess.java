package dev.vivace.ingester;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.log.FailPoints;
import dev.vivace.storage.log.HaltingDisk;
import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LocalLogConfig;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.runner.SettableClock;
import dev.vivace.storage.scan.DecodedColumns;
import dev.vivace.storage.scan.RowGroupTables;
import dev.vivace.storage.source.TableCatalog;
import dev.vivace.storage.source.TableLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.awaitility.Awaitility;

/// The write path in a folder as one process runs it, until a fail point ends it.
final class HaltingProcess implements AutoCloseable {

  private static final long ANSWER_SECONDS = 30;
  private static final int DECODED_BYTES = 1 << 20;

  private final FailPoints points;
  private final SettableClock clock;
  private final LocalLog log;
  private final Ingester ingester;
  private final HaltingStore store;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /// Starts on what is in the folder; throws whatever stops the start.
  HaltingProcess(Path folder, SettableClock clock, FailPoints points) {
    this(folder, clock, points, _ -> SamplingSettings.OFF, LiveHead::append);
  }

  /// @param appender sees all that is applied
  HaltingProcess(
      Path folder,
      SettableClock clock,
      FailPoints points,
      Function<TenantId, SamplingSettings> sampling,
      LiveSection.HeadAppender appender) {
    this.points = points;
    this.clock = clock;
    Path blocks = folder.resolve("blocks");
    store = new HaltingStore(new LocalObjectStore(blocks), blocks, points);
    log = HaltingDisk.open(logConfig(folder.resolve("wal")), clock, registry, points);
    try {
      Scratch scratch = new HaltingScratch(new ScratchFolder(folder.resolve("scratch")), points);
      ingester =
          new Ingester(
              IngesterFixture.config(64 << 20, 4),
              log,
              store,
              scratch,
              sampling,
              clock,
              registry,
              () -> {},
              appender);
      ingester.start();
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /// Segments as small as they can be, so that some are trimmed.
  private static LocalLogConfig logConfig(Path folder) {
    return new LocalLogConfig(
        folder,
        LocalLogConfig.Sync.GROUP,
        Duration.ofSeconds(1),
        LocalLogConfig.OnCorruption.ISOLATE,
        64 << 10,
        64 << 20);
  }

  /// Appends and waits for the answer; true if the process lived to give a good one.
  boolean append(TenantId tenant, ExportTraceServiceRequest request) {
    SpanBatch batch = IngesterFixture.decode(request, 0);
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    ingester.append(
        tenant,
        WireFormat.OTLP_PROTOBUF,
        clock.nanos(),
        0,
        batch,
        failure -> {
          points.unlessHalted(() -> answer.complete(failure == null));
          answer.complete(false); // Nobody hears it.
        });
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /// Waits until all sections that were cut are written, or the process has ended.
  void awaitWritten() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(ANSWER_SECONDS))
        .until(
            () ->
                points.isHalted() || registry.get("vivace_sections_pending").gauge().value() == 0);
  }

  Ingester ingester() {
    return ingester;
  }

  HaltingStore store() {
    return store;
  }

  UUID logId() {
    return log.logId();
  }

  /// What a query sees now.
  TableCatalog tables() {
    DecodedColumns decoded = new DecodedColumns(DECODED_BYTES, new SimpleMeterRegistry());
    return ingester.tableCatalog(
        (block, masks) -> RowGroupTables.of(block, decoded, masks::of),
        TableLimits.DEFAULT,
        new SimpleMeterRegistry());
  }

  @Override
  public void close() {
    ingester.close();
  }
}
