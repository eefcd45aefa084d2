package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.blocklist.CopiedSections;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LocalLogConfig;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.runner.SettableClock;
import dev.vivace.storage.scan.DecodedColumns;
import dev.vivace.storage.scan.RowGroupTables;
import dev.vivace.storage.source.TableCatalog;
import dev.vivace.storage.source.TableLimits;
import dev.vivace.storage.trace.CollectedSpans;
import dev.vivace.storage.trace.TraceFinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An ingester over a log and a store in a temporary folder. Closing and starting again is what a
/// crash and a restart are: nothing is flushed at the end.
final class IngesterFixture implements AutoCloseable {

  static final TenantId TENANT = TenantId.SINGLE;

  final SettableClock clock = new SettableClock();
  final FaultyStore store;
  final AtomicInteger fatal = new AtomicInteger();
  private final Path folder;
  private IngesterConfig config = config(64 << 20, 0);
  private LiveSection.HeadAppender appender = LiveHead::append;
  private volatile Function<TenantId, SamplingSettings> sampling = _ -> SamplingSettings.OFF;
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private @Nullable LocalObjectStore copies;
  private @Nullable LocalLog log;
  private @Nullable Ingester ingester;

  IngesterFixture(Path folder) {
    this.folder = folder;
    this.store = new FaultyStore(new LocalObjectStore(folder.resolve("blocks")));
  }

  /// Keeps sections a second time, in `copies`; from the next start on.
  IngesterFixture withCopiedSections() {
    copies = new LocalObjectStore(folder.resolve("copies"));
    return this;
  }

  private ObjectStore store(LocalLog opened) {
    return copies == null
        ? store
        : new CopiedSections(store, copies, "=log/" + opened.logId() + "/", registry);
  }

  /// Sections of a minute, traces idle after 5 s, complete after 30.
  static IngesterConfig config(long maxHeadBytes, int smallTenantSpans) {
    return new IngesterConfig(
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        256 << 20,
        maxHeadBytes,
        256 << 10,
        smallTenantSpans,
        Duration.ofMinutes(15),
        16 << 20);
  }

  IngesterFixture with(IngesterConfig config) {
    this.config = config;
    return this;
  }

  /// From the next start on.
  IngesterFixture with(LiveSection.HeadAppender appender) {
    this.appender = appender;
    return this;
  }

  /// Holds from now on.
  IngesterFixture sampling(Function<TenantId, SamplingSettings> settings) {
    this.sampling = settings;
    return this;
  }

  /// What a query sees now.
  TableCatalog tables() {
    DecodedColumns decoded = new DecodedColumns(1 << 20, new SimpleMeterRegistry());
    return ingester()
        .tableCatalog(
            (block, masks) -> RowGroupTables.of(block, decoded, masks::of),
            TableLimits.DEFAULT,
            new SimpleMeterRegistry());
  }

  IngesterFixture start() {
    return start(UnaryOperator.identity());
  }

  IngesterFixture start(UnaryOperator<LocalLogConfig> logConfig) {
    registry = new SimpleMeterRegistry();
    LocalLogConfig defaults =
        new LocalLogConfig(
            folder.resolve("wal"),
            LocalLogConfig.Sync.NONE,
            Duration.ofSeconds(1),
            LocalLogConfig.OnCorruption.ISOLATE,
            1 << 20,
            64 << 20);
    LocalLog opened = LocalLog.open(logConfig.apply(defaults), clock, registry);
    log = opened;
    ingester =
        new Ingester(
            config,
            opened,
            store(opened),
            new ScratchFolder(folder.resolve("new-blocks")),
            tenant -> sampling.apply(tenant),
            clock,
            registry,
            fatal::incrementAndGet,
            appender);
    ingester.start();
    return this;
  }

  IngesterFixture restart() {
    close();
    return start();
  }

  Ingester ingester() {
    return Optional.ofNullable(ingester).orElseThrow();
  }

  LocalLog log() {
    return Optional.ofNullable(log).orElseThrow();
  }

  /// Appends spans and waits for the answer.
  void append(Span.Builder... spans) {
    append(TENANT, spans);
  }

  void append(TenantId tenant, Span.Builder... spans) {
    assertThat(answer(appendLater(tenant, TestSpans.request(spans)))).isEmpty();
  }

  /// The answer to come: empty, or why it failed.
  CompletableFuture<Optional<Throwable>> appendLater(
      TenantId tenant, ExportTraceServiceRequest request) {
    return appendLater(tenant, decode(request, 0));
  }

  CompletableFuture<Optional<Throwable>> appendLater(TenantId tenant, SpanBatch batch) {
    CompletableFuture<Optional<Throwable>> answer = new CompletableFuture<>();
    ingester()
        .append(
            tenant,
            WireFormat.OTLP_PROTOBUF,
            clock.nanos(),
            0,
            batch,
            failure -> answer.complete(Optional.ofNullable(failure)));
    return answer;
  }

  static SpanBatch decode(ExportTraceServiceRequest request, int maxAttributeBytes) {
    byte[] bytes = request.toByteArray();
    SpanBatch batch = new SpanBatch();
    batch.reset(bytes, bytes.length);
    new SpanDecoder().decode(WireFormat.OTLP_PROTOBUF, batch, maxAttributeBytes);
    return batch;
  }

  static Optional<Throwable> answer(CompletableFuture<Optional<Throwable>> answer) {
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /// Every span of the trace that sources hold, as often as they hold it, by id.
  List<Long> find(long trace) {
    return find(TENANT, trace);
  }

  List<Long> find(TenantId tenant, long trace) {
    return find(tenant, TestSpans.traceId(trace), TraceFinder.Sources.ALL).spanIds();
  }

  CollectedSpans find(TenantId tenant, TraceId id, TraceFinder.Sources sources) {
    CollectedSpans found = new CollectedSpans();
    TraceFinder.Found outcome =
        ingester().traceFinder().find(tenant, id, sources, 0, Long.MAX_VALUE, found);
    assertThat(outcome.failedBlocks()).isZero();
    return found;
  }

  List<Long> findInBlocks(long trace) {
    return find(TENANT, TestSpans.traceId(trace), TraceFinder.Sources.BLOCKS).spanIds();
  }

  /// Ends the section, however young, by a span of another trace after it.
  void cut(Duration later) {
    clock.advance(later);
    append(TestSpans.span(1_000_000 + clock.nanos() % 1_000_000, 1));
    awaitWritten();
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

  SimpleMeterRegistry registry() {
    return registry;
  }

  List<String> sections() {
    return store.list("=log/");
  }

  List<String> blocks(TenantId tenant) {
    return store.list(tenant + "/blocks/");
  }

  @Override
  public void close() {
    Ingester open = ingester;
    ingester = null;
    if (open != null) {
      open.close();
    }
  }
}
