package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.request;
import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.ingester.sampling.TailSampling;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.blocklist.SectionChain;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.log.LogRecord;
import dev.vivace.storage.log.TraceLog;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.source.SourceCatalog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionWriterTest {

  private static final TenantId TENANT = TenantId.SINGLE;
  private static final TailSampling NOTHING =
      new TailSampling(_ -> SamplingSettings.OFF, List.of());

  @TempDir Path folder;

  private final IngesterConfig config = IngesterFixture.config(1 << 20, 0);
  private final HeadMemory memory = new HeadMemory(1 << 20);
  private final SourceCatalog catalog = new SourceCatalog();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger fatal = new AtomicInteger();
  private final FakeLog log = new FakeLog();
  private final LiveSection section =
      new LiveSection(
          config, memory, catalog, new LiveMetrics(registry), NOTHING, LiveHead::append, 0);
  private FaultyStore store;
  private SectionChain chain;
  private SectionWriter writer;
  private long offset;

  @BeforeEach
  void start() {
    store = new FaultyStore(new LocalObjectStore(folder.resolve("blocks")));
    ChainReading empty = reading();
    chain = new SectionChain(runner(), empty);
    writer =
        new SectionWriter(
            config,
            store,
            log,
            chain,
            catalog,
            new BlockList(runner(), catalog, empty),
            new ScratchFolder(folder.resolve("scratch")),
            registry,
            fatal::incrementAndGet);
    writer.start();
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void aLogThatCannotBeTrimmedChangesNothingAboutTheSection() throws Exception {
    log.failTrim = true;
    write(1);
    await().until(writer::isIdle);
    log.failTrim = false;
    write(2);

    await().until(writer::isIdle);
    assertThat(fatal).hasValue(0);
    assertThat(log.trims).containsExactly(1L, 2L);
    assertThat(chain.head()).isEqualTo(2);
    assertThat(catalog.blockCount()).isEqualTo(2);
    assertThat(store.list(TENANT + "/blocks/")).hasSize(2);
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void aSectionThatSomebodyElseCommittedEndsTheProcess() throws Exception {
    SectionChain other = new SectionChain(runner(), reading());
    SourceCatalog otherCatalog = new SourceCatalog();
    try (SectionWriter foreign =
        new SectionWriter(
            config,
            store,
            log,
            other,
            otherCatalog,
            new BlockList(runner(), otherCatalog, reading()),
            new ScratchFolder(folder.resolve("other")),
            new SimpleMeterRegistry(),
            fatal::incrementAndGet)) {
      foreign.start();
      LiveSection same =
          new LiveSection(
              config,
              memory,
              new SourceCatalog(),
              new LiveMetrics(registry),
              NOTHING,
              LiveHead::append,
              0);
      apply(same, 9, 0);
      foreign.write(same.cut(Duration.ofHours(1).toNanos(), false));
      await().until(foreign::isIdle);
    }
    assertThat(fatal).hasValue(0);

    write(1);

    await().until(() -> fatal.get() == 1);
    assertThat(catalog.blockCount()).isZero();
  }

  @Test
  void anUnexpectedFailureIsTriedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    store.failCreates(
        _ -> {
          if (calls.incrementAndGet() <= 2) {
            throw new IllegalArgumentException("a bug");
          }
          return false;
        });

    write(1);

    await().until(writer::isIdle);
    assertThat(fatal).hasValue(0);
    assertThat(catalog.blockCount()).isEqualTo(1);
    assertThat(registry.counter("vivace_section_write_failures").count()).isEqualTo(2);
  }

  private StoreRunner runner() {
    return new StoreRunner(store, Patience.SHORT);
  }

  private ChainReading reading() {
    return runner().run(new FollowChain(new LogPartition(log.logId(), SectionWriter.PARTITION), 0));
  }

  private void write(long trace) throws InterruptedException {
    apply(section, trace, offset++);
    writer.write(section.cut(Duration.ofHours(1).toNanos(), false));
  }

  private static void apply(LiveSection target, long trace, long offset) {
    target.apply(
        TENANT,
        IngesterFixture.decode(request(span(trace, trace)), 0),
        SpanFilter.ALL,
        offset,
        1,
        1,
        100);
  }

  private static final class FakeLog implements TraceLog {

    private final UUID id = new UUID(1, 2);
    private final List<Long> trims = new ArrayList<>();
    private volatile boolean failTrim;

    @Override
    public UUID logId() {
      return id;
    }

    @Override
    public void append(LogRecord record, AppendCallback callback) {
      throw new AssertionError("a section is written without an append");
    }

    @Override
    public long endOffset() {
      return 0;
    }

    @Override
    public void replay(long fromOffset, RecordReader reader) {}

    @Override
    public void trim(long offset) {
      trims.add(offset);
      if (failTrim) {
        throw new StoreUnavailableException("the disk fails");
      }
    }

    @Override
    public void close() {}
  }
}
