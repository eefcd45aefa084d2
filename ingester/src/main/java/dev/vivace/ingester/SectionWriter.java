package dev.vivace.ingester;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.blocklist.SectionChain;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.log.TraceLog;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.protocol.AppendSection;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.CutRule;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.source.SourceCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes cut sections, one after another on a thread of its own:
///
/// ```text
///   the blocks of all tenants ──▶ the commit object ──▶ heads are swapped for blocks ──▶ the log is trimmed
///     each until it is stored       one, until it is       cannot fail                     may fail: the next
///                                   stored                                                 section trims, too
/// ```
///
/// What fails is tried again for as long as the process lives, and nothing that has succeeded is
/// done twice. The spans stay readable in their heads and safe in the log meanwhile.
final class SectionWriter implements AutoCloseable {

  static final int PARTITION = 0;
  static final int CUT_RULE_VERSION = 1;

  private static final Logger LOG = LoggerFactory.getLogger(SectionWriter.class);
  private static final String WRITER = "vivace";
  private static final int MAX_PENDING = 2;
  private static final int SEALED_EARLIER_MINUTES = 60;
  private static final long MIN_SEALED_BYTES = 1 << 20;
  private static final Duration PATIENCE_WITH_READERS = Duration.ofSeconds(10);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(10);

  private final IngesterConfig config;
  private final TraceLog log;
  private final SectionChain chain;
  private final SourceCatalog catalog;
  private final BlockList blockList;
  private final SealedTraces sealedTraces;
  private final Attempts attempts;
  private final BlockCreator blocks;
  private final Runnable onFatal;
  private final BlockingQueue<CutSection> queue = new ArrayBlockingQueue<>(MAX_PENDING);
  private final Thread thread = Thread.ofPlatform().name("section-writer").unstarted(this::run);
  private final Timer writeTime;
  private final SamplingMetrics samplingMetrics;
  private volatile int pending;

  /// Makes a writer; [#start] starts its thread.
  ///
  /// @param scratch for blocks that are being written; emptied here
  /// @param onFatal told when no section can be written any more: the process should end
  SectionWriter(
      IngesterConfig config,
      ObjectStore store,
      TraceLog log,
      SectionChain chain,
      SourceCatalog catalog,
      BlockList blockList,
      Scratch scratch,
      MeterRegistry registry,
      Runnable onFatal) {
    this.config = config;
    this.log = log;
    this.chain = chain;
    this.catalog = catalog;
    this.blockList = blockList;
    this.onFatal = onFatal;
    sealedTraces = new SealedTraces(Math.max(MIN_SEALED_BYTES, config.maxHeadBytes() / 8));
    registry.gauge("vivace_sealed_traces_bytes", sealedTraces, SealedTraces::bytes);
    attempts = new Attempts(registry.counter("vivace_section_write_failures"));
    blocks = new BlockCreator(store, log.logId(), scratch, sealedTraces, attempts, registry);
    writeTime = registry.timer("vivace_section_write_seconds");
    samplingMetrics = new SamplingMetrics(registry);
    registry.gauge("vivace_sections_pending", this, writer -> writer.pending);
  }

  SealedTraces sealedTraces() {
    return sealedTraces;
  }

  /// From when on blocks matter for recognising split traces, nanoseconds since 1970.
  static long sealedTracesSince(long nowNanos) {
    return nowNanos - Duration.ofMinutes(SEALED_EARLIER_MINUTES).toNanos();
  }

  void start() {
    thread.start();
  }

  /// Whether a section can be handed over now without waiting.
  boolean hasRoom() {
    return pending < MAX_PENDING;
  }

  /// Whether nothing is being written that will give memory back.
  boolean isIdle() {
    return pending == 0;
  }

  /// Hands a section over; waits while too many wait already.
  void write(CutSection section) throws InterruptedException {
    synchronized (this) {
      pending++;
    }
    queue.put(section);
  }

  /// Waits until the heads hold no more than they may: for sections that are being written, and for
  /// a while for queries that still read heads of written ones.
  synchronized void awaitMemory(HeadMemory memory) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_WITH_READERS.toNanos();
    while (memory.usedBytes() > memory.budgetBytes()
        && (pending > 0 || System.nanoTime() - deadline < 0)) {
      wait(100);
    }
  }

  private void run() {
    try {
      while (!attempts.isClosed()) {
        CutSection section = queue.poll(100, TimeUnit.MILLISECONDS);
        if (section != null) {
          long began = System.nanoTime();
          write(section, began);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the section writer ends: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("sections cannot be written any more; the process ends", e);
      onFatal.run();
    }
  }

  private void write(CutSection section, long beganNanos) throws InterruptedException {
    List<List<BlockEntry>> blocksOfHead = new ArrayList<>();
    for (CutSection.TenantHead head : section.heads()) {
      blocksOfHead.add(blocks.create(section, head).stream().toList());
    }
    SectionCommit commit = commit(section, blocksOfHead.stream().flatMap(List::stream).toList());
    Optional<AppendSection.Outcome> appended =
        attempts.untilDone("committing section " + commit.key(), () -> append(commit));
    if (appended.filter(AppendSection.Outcome.Ours.class::isInstance).isEmpty()) {
      throw new IllegalStateException(
          "section %s was committed by another process; only one may write this log"
              .formatted(commit.key()));
    }
    section.heads().forEach(head -> rememberSealed(head, section.lastAppendNanos()));
    section.sampled().forEach(samplingMetrics::decided);
    blockList.sectionWritten(
        SectionBlocks.of(commit), () -> replaceHeads(section.heads(), blocksOfHead));
    trim(section.replayFrom());
    writeTime.record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
    synchronized (this) {
      pending--;
      notifyAll();
    }
    LOG.info(
        "section [{}, {}) committed: {} blocks, {} spans, {} tenants carried, log kept from {}",
        section.start(),
        section.end(),
        commit.blocks().size(),
        commit.blocks().stream().mapToLong(BlockEntry::spans).sum(),
        section.carried().size(),
        section.replayFrom());
  }

  private void replaceHeads(List<CutSection.TenantHead> heads, List<List<BlockEntry>> blocks) {
    for (int i = 0; i < heads.size(); i++) {
      CutSection.TenantHead head = heads.get(i);
      catalog.replaceHead(head.tenant(), head.head(), blocks.get(i));
    }
  }

  /// Empty if the chain has gone on without us.
  private Optional<AppendSection.Outcome> append(SectionCommit commit) {
    return chain.head() > commit.start() ? Optional.empty() : Optional.of(chain.append(commit));
  }

  /// The commit object, with one nonce for all attempts: it tells an own one of which no answer
  /// came from somebody else's.
  private SectionCommit commit(CutSection section, List<BlockEntry> entries) {
    return new SectionCommit(
        log.logId(),
        PARTITION,
        section.start(),
        section.end(),
        section.firstAppendNanos(),
        section.lastAppendNanos(),
        section.replayFrom(),
        section.carried(),
        entries,
        section.droppedRecords(),
        section.sampled(),
        CutRule.of(
            CUT_RULE_VERSION,
            Map.of(
                "sectionNanos",
                config.maxSectionAge().toNanos(),
                "maxLogBytes",
                config.maxSectionBytes())),
        UUID.randomUUID(),
        WRITER);
  }

  private void rememberSealed(CutSection.TenantHead tenantHead, long appendNanos) {
    LiveHead head = tenantHead.head().head();
    for (int trace = 0; trace < head.traces().count(); trace++) {
      if (!tenantHead.leftOut()[trace]) {
        sealedTraces.add(
            tenantHead.tenant(), head.traces().high(trace), head.traces().low(trace), appendNanos);
      }
    }
  }

  private void trim(long replayFrom) {
    try {
      log.trim(replayFrom);
    } catch (StoreUnavailableException e) {
      LOG.warn("the log keeps more than it needs until the next section is written", e);
    }
  }

  /// Ends the thread; a section that is not committed stays in the log. Afterwards nothing is
  /// written any more.
  @Override
  public void close() {
    attempts.close();
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(PATIENCE_AT_END)) {
        LOG.error("the section writer does not end; what it still writes may fail");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
