package dev.vivace.ingester;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.ingester.sampling.TailSampling;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.blocklist.SectionChain;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.intake.SpanIntake;
import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LogRecord;
import dev.vivace.storage.log.TraceLog;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.source.BlockCache;
import dev.vivace.storage.source.BlockTables;
import dev.vivace.storage.source.CatalogTraceFinder;
import dev.vivace.storage.source.SourceCatalog;
import dev.vivace.storage.source.TableCatalog;
import dev.vivace.storage.source.TableLimits;
import dev.vivace.storage.trace.TraceFinder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The write path behind the receivers: appends requests to the log, applies them to the live heads
/// in log order, cuts sections and has them written. An append is answered when its spans are
/// durable and can be read.
///
/// Requests that wait here are bounded by the receivers' budget of bytes in flight, each is
/// answered exactly once.
public final class Ingester implements SpanIntake, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);
  private static final long TICK_MILLIS = 250;
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(3);

  private final IngesterConfig config;
  private final LocalLog log;
  private final InstantSource clock;
  private final StoreRunner runner;
  private final SectionChain chain;
  private final BlockList blockList;
  private final SourceCatalog catalog = new SourceCatalog();
  private final BlockCache blocks;
  private final HeadMemory memory;
  private final SectionWriter writer;
  private final TailSampling sampling;
  private final LiveSection section;
  private final SetAside setAside;
  private final BlockingQueue<Applied> queue = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().name("live-head").unstarted(this::run);
  private final Counter forcedCuts;
  private final Runnable onFatal;
  private long lastCutNanos;
  private volatile boolean markerPending;
  private volatile boolean ready;
  private volatile boolean closing;
  private volatile boolean failed;
  private volatile boolean ended;

  /// Opens the ingester over a log and a store that belong to it: reads the sections and manifests
  /// of the store. Nothing is replayed yet. Throws `CorruptDataException` if the last section of
  /// the log is damaged.
  ///
  /// @param scratch folder for blocks that are being written
  /// @param sampling which of a tenant's traces are kept; asked at each cut and for each query
  /// @param onFatal told when the write path cannot go on: the process should end, its restart is
  ///   the recovery
  public Ingester(
      IngesterConfig config,
      LocalLog log,
      ObjectStore store,
      Path scratch,
      Function<TenantId, SamplingSettings> sampling,
      InstantSource clock,
      MeterRegistry registry,
      Runnable onFatal) {
    this(
        config,
        log,
        store,
        new ScratchFolder(scratch),
        sampling,
        clock,
        registry,
        onFatal,
        LiveHead::append);
  }

  Ingester(
      IngesterConfig config,
      LocalLog log,
      ObjectStore store,
      Scratch scratch,
      Function<TenantId, SamplingSettings> sampling,
      InstantSource clock,
      MeterRegistry registry,
      Runnable onFatal,
      LiveSection.HeadAppender appender) {
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.onFatal = onFatal;
    this.runner = new StoreRunner(store, Patience.SHORT);
    ChainReading written =
        runner.run(new FollowChain(new LogPartition(log.logId(), SectionWriter.PARTITION), 0));
    this.chain = new SectionChain(runner, written);
    this.blockList = new BlockList(runner, catalog, written);
    this.blocks = new BlockCache(store, config.maxOpenBlockBytes(), registry);
    this.memory = new HeadMemory(config.maxHeadBytes());
    this.writer =
        new SectionWriter(
            config, store, log, chain, catalog, blockList, scratch, registry, this::fail);
    this.sampling =
        new TailSampling(sampling, chain.last().map(SectionCommit::sampled).orElse(List.of()));
    this.section =
        new LiveSection(
            config,
            memory,
            catalog,
            new LiveMetrics(registry),
            this.sampling,
            appender,
            chain.head());
    this.setAside = new SetAside(log);
    this.forcedCuts = registry.counter("vivace_sections_cut_by_memory");
    registry.gauge("vivace_live_head_bytes", memory, HeadMemory::usedBytes);
    registry.gauge("vivace_live_head_pooled_bytes", memory, HeadMemory::pooledBytes);
    registry.gauge("tempodb_blocklist_length", catalog, SourceCatalog::blockCount);
    registry.gauge("vivace_damaged_sections", blockList, BlockList::damagedSections);
    registry.gauge("vivace_damaged_manifests", blockList, BlockList::damagedManifests);
    registry.gauge("tempo_live_store_ready", this, ingester -> ingester.isHealthy() ? 1 : 0);
    blockList.refresh();
  }

  /// Replays what the log holds beyond the blocks, then takes appends.
  public void start() {
    long began = System.nanoTime();
    log.advanceTo(chain.head());
    new RecentSplits(blocks, writer.sealedTraces())
        .load(blockList.blocksSince(SectionWriter.sealedTracesSince(nowNanos())));
    writer.start();
    try {
      replay(began);
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
    thread.start();
    ready = true;
  }

  private void replay(long beganNanos) {
    Replay replay =
        new Replay(
            chain.last().orElse(null),
            section,
            new Replay.Cutter() {
              @Override
              public void makeRoom(long appendNanos) throws InterruptedException {
                Ingester.this.makeRoom(appendNanos);
              }

              @Override
              public void cutAtMarker(long appendNanos) throws InterruptedException {
                Ingester.this.cutAtMarker(appendNanos);
              }
            },
            setAside);
    log.replay(chain.replayFrom(), replay);
    lastCutNanos = nowNanos();
    LOG.info(
        "replayed {} requests with {} spans in {} ms; {} blocks",
        replay.records(),
        replay.spans(),
        (System.nanoTime() - beganNanos) / 1_000_000,
        catalog.blockCount());
  }

  /// Where traces are looked up.
  public TraceFinder traceFinder() {
    return new CatalogTraceFinder(catalog, blocks);
  }

  /// What queries read: of tenants that sample, what is decided.
  ///
  /// @param blockTables lists the row groups of a block
  public TableCatalog tableCatalog(
      BlockTables blockTables, TableLimits limits, MeterRegistry registry) {
    return new TableCatalog(
        catalog,
        blocks,
        blockTables,
        limits,
        tenant -> sampling.settings(tenant).isOn(),
        clock,
        registry);
  }

  /// Which blocks there are; kept by whoever removes blocks or looks for those of others.
  public BlockList blockList() {
    return blockList;
  }

  /// Whether the log's disk is so slow that less should be taken in.
  @Override
  public boolean isSlow() {
    return log.isSlow();
  }

  /// Whether it has been so slow for so long that requests should go elsewhere.
  public boolean isTooSlow() {
    return log.isTooSlow();
  }

  /// Whether appends can succeed.
  public boolean isHealthy() {
    return ready && !failed && log.healthy();
  }

  @Override
  public void append(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done) {
    if (batch.spans().count() == 0) {
      done.run(null);
      return;
    }
    try {
      ValueLimits.check(batch);
    } catch (InvalidRequestException e) {
      done.run(e);
      return;
    }
    appendToLog(tenant, format, receivedNanos, maxAttributeBytes, batch, done);
  }

  private void appendToLog(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done) {
    LogRecord record =
        new LogRecord(
            tenant,
            format,
            receivedNanos,
            maxAttributeBytes,
            batch.refusedOrdinals(),
            batch.bytes(),
            batch.requestLength());
    log.append(
        record,
        new TraceLog.AppendCallback() {
          @Override
          public void appended(long offset, long appendNanos) {
            queue.add(new Applied(record, batch, offset, appendNanos, done));
            if (ended) {
              refuseQueued();
            }
          }

          @Override
          public void failed(Throwable cause) {
            done.run(cause);
          }
        });
  }

  private record Applied(
      LogRecord record, SpanBatch batch, long offset, long appendNanos, Done done) {

    private static final long NO_OFFSET = -1;

    /// Nothing to apply: the thread shall look whether it must end.
    static final Applied WAKE_UP =
        new Applied(
            new LogRecord(
                TenantId.SINGLE, WireFormat.OTLP_PROTOBUF, 0, 0, new int[0], new byte[0], 0),
            new SpanBatch(),
            NO_OFFSET,
            0,
            _ -> {});

    boolean isWakeUp() {
      return offset == NO_OFFSET;
    }

    /// Only markers have no bytes: requests without spans are not logged.
    boolean isMarker() {
      return record.payloadLength() == 0;
    }

    void answer(@Nullable Throwable failure) {
      try {
        done.run(failure);
      } catch (RuntimeException e) {
        LOG.error("answering a request of tenant {} failed", record.tenant(), e);
      }
    }

    void refuse() {
      answer(new StoreUnavailableException("the ingester has stopped; send it again"));
    }
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        Applied next = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (next == null) {
          tick();
        } else if (!next.isWakeUp()) {
          apply(next);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the live head's thread ends: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("the write path cannot go on; the process ends, its restart replays the log", e);
      fail();
    } finally {
      ended = true;
      refuseQueued();
    }
  }

  private void fail() {
    failed = true;
    onFatal.run();
  }

  /// Answers what nobody applies any more. Whoever queues something looks at `ended` afterwards, so
  /// nothing is left.
  private void refuseQueued() {
    for (Applied left = queue.poll(); left != null; left = queue.poll()) {
      left.refuse();
    }
  }

  private void apply(Applied next) throws InterruptedException {
    boolean ended = false;
    Throwable failure = null;
    try {
      makeRoom(next.appendNanos());
      failure = applyToSection(next);
      if (next.isMarker()) {
        markerPending = false;
        cutAtMarker(next.appendNanos());
      }
      ended = true;
    } finally {
      if (!ended) {
        next.refuse();
      }
    }
    next.answer(failure);
  }

  /// Null if the spans can be read now. Else the record is in the log and not acknowledged: it is
  /// set aside here as a replay would do it, and the sender is told not to send it again.
  private @Nullable Throwable applyToSection(Applied next) {
    LogRecord record = next.record();
    try {
      section.apply(
          record.tenant(),
          next.batch(),
          taken(next),
          next.offset(),
          next.appendNanos(),
          record.receivedNanos(),
          LocalLog.recordBytes(record));
      return null;
    } catch (InapplicableRecordException e) {
      setAside.keep(next.offset(), record, e);
      section.drop(next.offset(), next.offset() + 1, next.appendNanos());
      return new IllegalStateException(
          "the spans could not be stored, which is a mistake of the server's; its log says more",
          e);
    }
  }

  /// What the decoder refused is in no column; what a limit refused is.
  private static SpanFilter taken(Applied next) {
    SpanBatch batch = next.batch();
    boolean all =
        batch.refusedCount(Refusal.TRACE_TOO_LARGE) == 0
            && batch.refusedCount(Refusal.LIVE_TRACES_EXCEEDED) == 0;
    return all ? SpanFilter.ALL : RefusedSpans.leftOut(next.record().refusedOrdinals());
  }

  /// Cuts the section if it is due. Before the heads hold more than they may it is cut early, at
  /// three quarters of that: while it is written the next one grows. If they do hold more, appends
  /// wait until something was given back.
  private void makeRoom(long appendNanos) throws InterruptedException {
    if (section.isDue(appendNanos) && (writer.hasRoom() || section.isFull())) {
      cut(appendNanos, false);
    }
    long budget = memory.budgetBytes();
    if (memory.usedBytes() > budget / 4 * 3) {
      if (writer.isIdle() && !section.isEmpty() && section.usedBytes() > budget / 4) {
        forcedCuts.increment();
        cut(appendNanos, true);
      }
      writer.awaitMemory(memory);
    }
  }

  private void cutAtMarker(long appendNanos) throws InterruptedException {
    // The marker itself may have been late enough for a cut before it.
    if (writer.hasRoom() && section.wouldWrite(appendNanos)) {
      cut(appendNanos, false);
    }
  }

  private void cut(long nowNanos, boolean forced) throws InterruptedException {
    writer.write(section.cut(nowNanos, forced));
    lastCutNanos = nowNanos();
  }

  /// Nothing came for a while: gives up if nothing can come any more, and closes a section that is
  /// old enough, by a marker in the log, so that its end is a function of the log, too.
  private void tick() {
    if (log.isGivenUp()) {
      throw new StoreUnavailableException(
          "the log could not be written for a minute; look at its disk");
    }
    long now = nowNanos();
    if (markerPending
        || closing
        || !writer.hasRoom()
        || now - lastCutNanos < config.maxSectionAge().toNanos()
        || !section.wouldWrite(now)) {
      return;
    }
    markerPending = true;
    SpanBatch empty = new SpanBatch();
    empty.reset(new byte[0], 0);
    appendToLog(
        TenantId.SINGLE,
        WireFormat.OTLP_PROTOBUF,
        now,
        0,
        empty,
        failure -> {
          if (failure != null) {
            markerPending = false;
            LOG.warn("cannot close an old section, trying again: {}", failure.getMessage());
          }
        });
  }

  private long nowNanos() {
    var now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /// Answers what is queued, stops writing sections, and closes the log. Nothing needs to be
  /// flushed to blocks: the log has it. Afterwards nothing is written any more.
  @Override
  public void close() {
    closing = true;
    ready = false;
    queue.add(Applied.WAKE_UP);
    try {
      if (thread.isAlive() && !thread.join(PATIENCE_AT_END)) {
        // It waits for memory or for the writer.
        thread.interrupt();
        thread.join(PATIENCE_AT_END);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    runner.close();
    writer.close();
    log.close();
  }
}
