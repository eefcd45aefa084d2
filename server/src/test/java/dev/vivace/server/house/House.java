package dev.vivace.server.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.compactor.DiskSpace;
import dev.vivace.compactor.Housekeeper;
import dev.vivace.compactor.HousekeeperConfig;
import dev.vivace.ingester.Ingester;
import dev.vivace.ingester.IngesterConfig;
import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LocalLogConfig;
import dev.vivace.storage.runner.SettableClock;
import dev.vivace.storage.trace.CollectedSpans;
import dev.vivace.storage.trace.TraceFinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An ingester and a housekeeper over a log and a store in a temporary folder. Closing and starting
/// again is what a crash and a restart are.
final class House implements AutoCloseable {

  static final Duration MINUTE = Duration.ofMinutes(1);
  static final Duration RETENTION = Duration.ofHours(3);
  static final Duration GRACE = Duration.ofMinutes(30);
  static final Duration SHORT_GRACE = Duration.ofMinutes(2);

  /// Ids of nothing but zeros are none.
  private static final long FIRST_ID = 1_000;

  final SettableClock clock = new SettableClock();
  final ClockedStore store;
  final AtomicInteger fatal = new AtomicInteger();
  private final Path folder;
  private final long maxBytes;
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private DiskSpace disk = DiskSpace.ENDLESS;
  private @Nullable Ingester ingester;
  private @Nullable Housekeeper housekeeper;

  /// @param maxBytes what blocks may take; 0 is without limit
  House(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.store = new ClockedStore(folder.resolve("blocks"), clock);
  }

  House start() {
    registry = new SimpleMeterRegistry();
    LocalLog log =
        LocalLog.open(
            new LocalLogConfig(
                folder.resolve("wal"),
                LocalLogConfig.Sync.NONE,
                Duration.ofSeconds(1),
                LocalLogConfig.OnCorruption.ISOLATE,
                1 << 20,
                64 << 20),
            clock,
            registry);
    Ingester opened =
        new Ingester(
            ingesterConfig(),
            log,
            store,
            folder.resolve("new-blocks"),
            _ -> SamplingSettings.OFF,
            clock,
            registry,
            fatal::incrementAndGet);
    opened.start();
    ingester = opened;
    housekeeper =
        new Housekeeper(
            new HousekeeperConfig(
                _ -> RETENTION,
                GRACE,
                SHORT_GRACE,
                Duration.ofMinutes(10),
                MINUTE,
                maxBytes,
                8,
                Duration.ofHours(1)),
            store,
            opened.blockList(),
            () -> disk,
            clock,
            registry);
    return this;
  }

  /// Sections of a minute without carrying: every section has its blocks.
  private static IngesterConfig ingesterConfig() {
    return new IngesterConfig(
        Duration.ZERO,
        Duration.ZERO,
        MINUTE,
        256 << 20,
        64 << 20,
        0,
        0,
        Duration.ofMinutes(15),
        16 << 20);
  }

  void restart() {
    close();
    start();
  }

  void disk(DiskSpace space) {
    disk = space;
  }

  /// Appends spans of one trace and waits for the answer.
  void append(TenantId tenant, long trace, long... spans) {
    CompletableFuture<Optional<Throwable>> answer = new CompletableFuture<>();
    Optional.ofNullable(ingester)
        .orElseThrow()
        .append(
            tenant,
            WireFormat.OTLP_PROTOBUF,
            clock.nanos(),
            0,
            decode(request(trace, spans)),
            failure -> answer.complete(Optional.ofNullable(failure)));
    assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEmpty();
  }

  private ExportTraceServiceRequest request(long trace, long... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (long span : spans) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(8, FIRST_ID + trace)))
              .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, FIRST_ID + span)))
              .setName("operation " + span)
              .setStartTimeUnixNano(clock.nanos())
              .setEndTimeUnixNano(clock.nanos() + 10));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static SpanBatch decode(ExportTraceServiceRequest request) {
    byte[] bytes = request.toByteArray();
    SpanBatch batch = new SpanBatch();
    batch.reset(bytes, bytes.length);
    new SpanDecoder().decode(WireFormat.OTLP_PROTOBUF, batch, 0);
    return batch;
  }

  /// Every span of the trace that sources hold, as often as they hold it.
  List<Long> find(TenantId tenant, long trace) {
    CollectedSpans found = new CollectedSpans();
    TraceFinder.Found outcome =
        Optional.ofNullable(ingester)
            .orElseThrow()
            .traceFinder()
            .find(
                tenant,
                new TraceId(0, FIRST_ID + trace),
                TraceFinder.Sources.ALL,
                0,
                Long.MAX_VALUE,
                found);
    assertThat(outcome.failedBlocks()).isZero();
    return found.spanIds().stream().map(id -> id - FIRST_ID).toList();
  }

  /// Waits until every section that was cut is committed and its heads are replaced.
  void awaitWritten() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .until(() -> gauge("vivace_sections_pending") == 0);
  }

  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  double counter(String name) {
    return registry.get(name).counter().count();
  }

  void keepHouse() {
    Optional.ofNullable(housekeeper).orElseThrow().keepHouse();
  }

  @Override
  public void close() {
    if (housekeeper != null) {
      housekeeper.close();
      housekeeper = null;
    }
    if (ingester != null) {
      ingester.close();
      ingester = null;
    }
  }
}
