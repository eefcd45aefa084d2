package dev.vivace.server.roles;

import dev.vivace.ingester.Ingester;
import dev.vivace.ingester.IngesterConfig;
import dev.vivace.ingester.TraceLimiter;
import dev.vivace.ingester.TraceLimits;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.LiveStoreConfig;
import dev.vivace.server.config.StorageConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Service;
import dev.vivace.server.overrides.Overrides;
import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.intake.SpanIntake;
import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LocalLogConfig;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.scan.DecodedColumns;
import dev.vivace.storage.scan.RowGroupTables;
import dev.vivace.storage.source.TableCatalog;
import dev.vivace.storage.source.TableSource;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.storage.trace.TraceSink;
import dev.vivace.traceql.engine.QueryGuard;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The write path over the local log and the store of blocks. Before it has started, and after it
/// has stopped, appends and look-ups fail with what is going on.
public final class IngesterService implements Service, SpanIntake, TraceFinder, TableSource {

  private static final long MAX_QUEUED_LOG_BYTES = 256L << 20;
  private static final long LOG_SEGMENT_BYTES = 64L << 20;
  private static final long MIN_LIVE_BYTES = 24L << 20;
  private static final int LIVE_PERCENT_OF_HEAP = 30;
  private static final int EXIT_WRITE_PATH_FAILED = 3;

  private final VivaceConfig config;
  private final MeterRegistry registry;
  private final TraceLimiter limiter;
  private final SamplingOfTenants sampling;
  private volatile @Nullable Ingester ingester;
  private volatile @Nullable TraceFinder finder;
  private volatile @Nullable TableCatalog tables;
  private volatile @Nullable BlockStorage blockStorage;

  public IngesterService(VivaceConfig config, Overrides overrides, MeterRegistry registry) {
    this.config = config;
    this.registry = registry;
    this.sampling = new SamplingOfTenants(tenant -> overrides.of(tenant).tailSampling());
    this.limiter =
        new TraceLimiter(
            this::appendToIngester,
            tenant -> limits(overrides.of(tenant)),
            config.liveStore().maxTraceIdle(),
            rememberFor(config.liveStore()),
            registry);
  }

  @Override
  public String name() {
    return "ingester";
  }

  @Override
  public void start() {
    StorageConfig.TraceStorageConfig storage = config.storage().trace();
    LocalLog log = LocalLog.open(logConfig(storage.wal()), InstantSource.system(), registry);
    BlockStorage blocks = null;
    try {
      blocks = BlockStorage.open(storage, log.logId(), registry);
      Ingester started =
          new Ingester(
              ingesterConfig(config.liveStore()),
              log,
              blocks.store(),
              storage.wal().path().resolve("new-blocks"),
              sampling,
              InstantSource.system(),
              registry,
              () -> Runtime.getRuntime().halt(EXIT_WRITE_PATH_FAILED));
      started.start();
      finder = started.traceFinder();
      tables = tables(started);
      blockStorage = blocks;
      ingester = started;
    } catch (RuntimeException e) {
      log.close();
      if (blocks != null) {
        blocks.close();
      }
      throw e;
    }
  }

  @Override
  public void stop(Duration timeout) {
    Ingester started = ingester;
    ingester = null;
    finder = null;
    tables = null;
    if (started != null) {
      started.close();
    }
    BlockStorage blocks = blockStorage;
    if (blocks != null) {
      blocks.close();
    }
  }

  /// Where blocks are kept, in one line for people.
  public String storage() {
    BlockStorage blocks = blockStorage;
    return blocks == null ? "not open yet" : blocks.description();
  }

  /// What all processes see of the blocks, sections and manifests; once this has started.
  public ObjectStore sharedStore() {
    return Optional.ofNullable(blockStorage).orElseThrow(IngesterService::notStarted).shared();
  }

  /// Which blocks there are; once this has started.
  BlockList blockList() {
    return Optional.ofNullable(ingester).orElseThrow(IngesterService::notStarted).blockList();
  }

  private static IllegalStateException notStarted() {
    return new IllegalStateException("the ingester has not started (expected: it runs)");
  }

  /// Why requests should not be sent here, if so.
  public Optional<String> reasonNotReady() {
    Ingester started = ingester;
    if (started == null) {
      return Optional.of("the log is being replayed");
    }
    if (!started.isHealthy()) {
      return Optional.of("the log cannot be written; the server's log says why");
    }
    return started.isTooSlow()
        ? Optional.of(
            "the log's disk is slow: for half a minute flushes have taken more than a second;"
                + " see vivace_wal_fsync_seconds")
        : Optional.empty();
  }

  @Override
  public boolean isSlow() {
    Ingester started = ingester;
    return started != null && started.isSlow();
  }

  @Override
  public void append(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done) {
    limiter.append(tenant, format, receivedNanos, maxAttributeBytes, batch, done);
  }

  private void appendToIngester(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done) {
    Ingester started = ingester;
    if (started == null) {
      done.run(new StoreUnavailableException("the log is being replayed or closed; send it again"));
      return;
    }
    started.append(tenant, format, receivedNanos, maxAttributeBytes, batch, done);
  }

  @Override
  public Found find(
      TenantId tenant,
      TraceId id,
      Sources sources,
      long startSeconds,
      long endSeconds,
      TraceSink sink) {
    TraceFinder started = finder;
    if (started == null) {
      throw new StoreUnavailableException("the log is being replayed; ask again in a moment");
    }
    return started.find(tenant, id, sources, startSeconds, endSeconds, sink);
  }

  @Override
  public <T> T read(
      TenantId tenant,
      long startNanos,
      long endNanos,
      QueryGuard guard,
      Function<TenantTables, T> reader) {
    TableCatalog started = tables;
    if (started == null) {
      throw new StoreUnavailableException("the log is being replayed; ask again in a moment");
    }
    return started.read(tenant, startNanos, endNanos, guard, reader);
  }

  private TableCatalog tables(Ingester started) {
    QueryMemory memory = QueryMemory.ofHeap();
    DecodedColumns decoded = new DecodedColumns(memory.decodedColumns(), registry);
    return started.tableCatalog(
        (block, masks) -> RowGroupTables.of(block, decoded, masks::of), memory.tables(), registry);
  }

  private static TraceLimits limits(LimitsConfig tenant) {
    return new TraceLimits(
        tenant.ingestion().maxTracesPerUser(), tenant.global().maxBytesPerTrace().bytes());
  }

  /// So that a trace's size is remembered when its first spans have become blocks.
  private static Duration rememberFor(LiveStoreConfig liveStore) {
    Duration block = liveStore.maxBlockDuration();
    return block.compareTo(liveStore.maxTraceLive()) > 0 ? block : liveStore.maxTraceLive();
  }

  private static LocalLogConfig logConfig(StorageConfig.WalConfig wal) {
    return new LocalLogConfig(
        wal.path(),
        switch (wal.sync()) {
          case GROUP -> LocalLogConfig.Sync.GROUP;
          case INTERVAL -> LocalLogConfig.Sync.INTERVAL;
          case NONE -> LocalLogConfig.Sync.NONE;
        },
        wal.syncInterval(),
        switch (wal.onCorruption()) {
          case ISOLATE -> LocalLogConfig.OnCorruption.ISOLATE;
          case STOP -> LocalLogConfig.OnCorruption.STOP;
        },
        LOG_SEGMENT_BYTES,
        MAX_QUEUED_LOG_BYTES);
  }

  /// As configured, or three tenths of the heap: queries, requests in flight and the blocks being
  /// written share the rest.
  public static long maxLiveBytes(LiveStoreConfig liveStore) {
    long configured = liveStore.maxLiveBytes().bytes();
    long heapBytes = Runtime.getRuntime().maxMemory();
    return configured > 0
        ? configured
        : Math.max(MIN_LIVE_BYTES, heapBytes / 100 * LIVE_PERCENT_OF_HEAP);
  }

  private static IngesterConfig ingesterConfig(LiveStoreConfig liveStore) {
    IngesterConfig defaults = IngesterConfig.defaults();
    return new IngesterConfig(
        liveStore.maxTraceIdle(),
        liveStore.maxTraceLive(),
        liveStore.maxBlockDuration(),
        liveStore.maxBlockBytes().bytes(),
        maxLiveBytes(liveStore),
        defaults.maxCarriedRows(),
        liveStore.smallTenantSpans(),
        liveStore.smallTenantMaxAge(),
        defaults.maxOpenBlockBytes());
  }
}
