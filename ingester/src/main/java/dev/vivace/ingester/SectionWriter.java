package dev.vivace.ingester;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.log.TraceLog;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.BlockIds;
import dev.vivace.storage.section.CutRule;
import dev.vivace.storage.section.SectionChain;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.source.SourceCatalog;
import dev.vivace.storage.spans.HeadSealer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes cut sections, one after another on a thread of its own: the blocks of all tenants, then
/// the commit object that makes them exist, then heads are swapped for blocks and the log is
/// trimmed. What fails is tried again for as long as the process lives; the spans stay readable in
/// their heads and safe in the log meanwhile.
final class SectionWriter implements AutoCloseable {

  static final int PARTITION = 0;
  static final int CUT_RULE_VERSION = 1;

  private static final Logger LOG = LoggerFactory.getLogger(SectionWriter.class);
  private static final String WRITER = "vivace";
  private static final int BUFFER_BYTES = 256 << 10;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int SEALED_EARLIER_MINUTES = 60;

  private final IngesterConfig config;
  private final ObjectStore store;
  private final TraceLog log;
  private final SectionChain chain;
  private final SourceCatalog catalog;
  private final Path scratch;
  private final SealedTraces sealedTraces = new SealedTraces();
  private final BlockingQueue<CutSection> queue = new ArrayBlockingQueue<>(1);
  private final Thread thread = new Thread(this::run, "section-writer");
  private final Timer sealTime;
  private final Counter blocksWritten;
  private final Counter blockBytes;
  private final Counter deduplicated;
  private final Counter failures;
  private volatile boolean closing;
  private volatile int pending;
  private volatile boolean failing;

  /// Makes a writer; [#start] starts its thread.
  ///
  /// @param scratch folder for blocks that are being written; emptied here
  SectionWriter(
      IngesterConfig config,
      ObjectStore store,
      TraceLog log,
      SectionChain chain,
      SourceCatalog catalog,
      Path scratch,
      MeterRegistry registry) {
    this.config = config;
    this.store = store;
    this.log = log;
    this.chain = chain;
    this.catalog = catalog;
    this.scratch = scratch;
    sealTime = registry.timer("vivace_section_write_seconds");
    blocksWritten = registry.counter("tempo_block_builder_flushed_blocks");
    blockBytes = registry.counter("vivace_block_written_bytes");
    deduplicated = registry.counter("vivace_spans_deduped");
    failures = registry.counter("vivace_section_write_failures");
    registry.gauge("vivace_sections_pending", this, writer -> writer.pending);
    emptyScratch();
  }

  private void emptyScratch() {
    try {
      Files.createDirectories(scratch);
      try (var leftovers = Files.newDirectoryStream(scratch)) {
        for (Path leftover : leftovers) {
          Files.delete(leftover);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + scratch + " for new blocks", e);
    }
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

  /// Whether the last attempt to write a section failed.
  boolean isFailing() {
    return failing;
  }

  /// Sections that are cut and not committed.
  int pending() {
    return pending;
  }

  /// Hands a section over; waits while another one waits already.
  void write(CutSection section) throws InterruptedException {
    synchronized (this) {
      pending++;
    }
    queue.put(section);
  }

  /// Waits until the heads hold no more than they may, or nothing is being written that would be
  /// given back.
  synchronized void awaitMemory(HeadMemory memory) throws InterruptedException {
    while (pending > 0 && memory.usedBytes() > memory.budgetBytes()) {
      wait(100);
    }
  }

  private void run() {
    try {
      while (!closing) {
        CutSection section = queue.poll(100, TimeUnit.MILLISECONDS);
        if (section != null) {
          writeUntilDone(section);
          synchronized (this) {
            pending--;
            notifyAll();
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("the section writer ends", e);
    }
  }

  private void writeUntilDone(CutSection section) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!closing) {
      try {
        long began = System.nanoTime();
        writeOnce(section);
        sealTime.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        failing = false;
        return;
      } catch (IOException | RuntimeException e) {
        // Also what looks like our own mistake: the spans are safe where they are, and the process stays useful.
        failures.increment();
        failing = true;
        LOG.error(
            "section [{}, {}) could not be written, trying again in {} ms: its spans stay in memory and in the log",
            section.start(),
            section.end(),
            pause.toMillis(),
            e);
      }
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void writeOnce(CutSection section) throws IOException {
    List<List<BlockEntry>> blocksOfHead = new ArrayList<>();
    List<BlockEntry> blocks = new ArrayList<>();
    for (CutSection.TenantHead head : section.heads()) {
      List<BlockEntry> written = writeBlock(section, head);
      blocksOfHead.add(written);
      blocks.addAll(written);
    }
    SectionChain.Appended appended = chain.append(commit(section, blocks));
    if (!appended.ours()) {
      throw new StoreUnavailableException(
          "section %s was committed by another process; only one may write this log"
              .formatted(appended.section().key()));
    }
    for (int i = 0; i < section.heads().size(); i++) {
      CutSection.TenantHead head = section.heads().get(i);
      rememberSealed(head, section.lastAppendNanos());
      catalog.replaceHead(head.tenant(), head.head(), blocksOfHead.get(i));
    }
    log.trim(section.replayFrom());
    LOG.info(
        "section [{}, {}) committed: {} blocks, {} spans, {} tenants carried, log kept from {}",
        section.start(),
        section.end(),
        blocks.size(),
        blocks.stream().mapToLong(BlockEntry::spans).sum(),
        section.carried().size(),
        section.replayFrom());
  }

  private SectionCommit commit(CutSection section, List<BlockEntry> blocks) {
    return new SectionCommit(
        log.logId(),
        PARTITION,
        section.start(),
        section.end(),
        section.firstAppendNanos(),
        section.lastAppendNanos(),
        section.replayFrom(),
        section.carried(),
        blocks,
        section.droppedRecords(),
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

  private List<BlockEntry> writeBlock(CutSection section, CutSection.TenantHead tenantHead)
      throws IOException {
    TenantId tenant = tenantHead.tenant();
    UUID id = BlockIds.of(log.logId(), PARTITION, section.start(), section.end(), tenant, 0);
    Path file = scratch.resolve(id.toString());
    try {
      HeadSealer.Sealed sealed;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
        sealed =
            new HeadSealer(tenantHead.head().head())
                .write(
                    tenantHead.leftOut(),
                    (high, low) -> sealedTraces.contains(tenant, high, low),
                    (spans, traces, hashHigh, hashLow, split) ->
                        describe(section, tenant, spans, traces, hashHigh, hashLow, split),
                    out);
      }
      if (sealed.spans() == 0) {
        return List.of();
      }
      String key = tenant + "/blocks/" + id;
      ObjectStore.ObjectContent content = new FileContent(file, sealed.block().lengthBytes());
      if (!store.createIfAbsent(key, content)) {
        // A leftover of an attempt that was never committed: this process holds the log's lock, so
        // it is our own.
        store.delete(key);
        store.createIfAbsent(key, content);
      }
      blocksWritten.increment();
      blockBytes.increment((double) sealed.block().lengthBytes());
      deduplicated.increment((double) sealed.duplicates());
      return List.of(entry(tenant, key, sealed));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static BlockEntry entry(TenantId tenant, String key, HeadSealer.Sealed sealed) {
    return new BlockEntry(
        tenant,
        key,
        0,
        sealed.block().lengthBytes(),
        sealed.block().digest().toHex(),
        sealed.spans(),
        sealed.traces(),
        sealed.minTraceStartNanos(),
        sealed.maxTraceStartNanos(),
        sealed.maxTraceEndNanos(),
        sealed.minSpanStartNanos(),
        sealed.maxSpanStartNanos());
  }

  private BlockInfo describe(
      CutSection section,
      TenantId tenant,
      long spans,
      long traces,
      long setHashHigh,
      long setHashLow,
      int[] split) {
    return new BlockInfo(
        tenant,
        log.logId(),
        PARTITION,
        section.start(),
        section.end(),
        section.firstAppendNanos(),
        section.lastAppendNanos(),
        spans,
        traces,
        setHashHigh,
        setHashLow,
        split);
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

  /// Ends the thread; a section that is not committed stays in the log.
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }

  private record FileContent(Path file, long length) implements ObjectStore.ObjectContent {

    @Override
    public InputStream open() {
      try {
        return Files.newInputStream(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the new block " + file, e);
      }
    }
  }
}
