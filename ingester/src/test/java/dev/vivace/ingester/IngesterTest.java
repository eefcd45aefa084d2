package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.request;
import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.scan.DecodedColumns;
import dev.vivace.storage.scan.RowGroupTables;
import dev.vivace.storage.source.TableCatalog;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TableLimits;
import dev.vivace.storage.trace.CollectedSpans;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngesterTest {

  private static final TenantId OTHER = new TenantId("other");

  @TempDir Path folder;
  private IngesterFixture fixture;

  @BeforeEach
  void start() {
    fixture = new IngesterFixture(folder).start();
  }

  @AfterEach
  void close() {
    fixture.close();
    assertThat(fixture.fatal).hasValue(0);
  }

  @Test
  void spansCanBeReadOnceTheyAreAnswered() {
    fixture.append(span(1, 1), span(1, 2));
    fixture.append(OTHER, span(1, 3));

    assertThat(fixture.find(1)).containsExactly(1L, 2L);
    assertThat(fixture.find(OTHER, 1)).containsExactly(3L);
    assertThat(fixture.find(2)).isEmpty();
  }

  @Test
  void queriesSeeEachTraceWholeWhereverItsSpansAre() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    DecodedColumns decoded = new DecodedColumns(1 << 20, registry);
    TableCatalog tables =
        fixture
            .ingester()
            .tableCatalog(
                (block, masks) -> RowGroupTables.of(block, decoded, masks::of),
                TableLimits.DEFAULT,
                registry);
    fixture.append(span(1, 1), span(2, 2));
    assertThat(spanIds(tables)).containsExactly(List.of(1L, 2L));
    fixture.cut(Duration.ofSeconds(61));
    assertThat(spanIds(tables)).containsExactly(List.of(1L, 2L));

    fixture.append(span(1, 3));
    fixture.clock.advance(Duration.ofMillis(500));

    assertThat(spanIds(tables)).containsExactly(List.of(1L, 3L), List.of(2L));
    fixture.cut(Duration.ofSeconds(61));
    assertThat(spanIds(tables)).containsExactlyInAnyOrder(List.of(1L, 3L), List.of(2L));
  }

  /// The ids of the spans that are not masked, by table; without the traces that cut sections.
  private static List<List<Long>> spanIds(TableCatalog tables) {
    return tables.read(
        TenantId.SINGLE,
        0,
        -1,
        found -> {
          assertThat(found.shortfall().failedBlocks()).isZero();
          List<List<Long>> ids = new ArrayList<>();
          for (TableHandle handle : found.tables()) {
            SpanTable table = handle.open();
            long @Nullable [] masked = table.maskedRows();
            List<Long> here = new ArrayList<>();
            for (int trace = 0; trace < table.traceCount(); trace++) {
              IntStream.range(table.firstRow(trace), table.firstRow(trace + 1))
                  .filter(row -> masked == null || !Bits.get(masked, row))
                  .mapToObj(row -> table.spanIds()[row])
                  .forEach(table.traceLow(trace) < 1_000 ? here::add : _ -> {});
            }
            if (!here.isEmpty()) {
              ids.add(here);
            }
          }
          return ids;
        });
  }

  @Test
  void aSectionIsCutByAgeAndItsHeadGivesItsMemoryBack() {
    fixture.append(span(1, 1));
    double before = fixture.gauge("vivace_live_head_bytes");

    fixture.cut(Duration.ofSeconds(61));

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    assertThat(fixture.gauge("vivace_live_head_bytes")).isEqualTo(before);
    assertThat(fixture.counter("tempo_live_store_blocks_cut")).isEqualTo(1);
  }

  @Test
  void carriedSpansAreReadOnceWhileTheirSectionIsWritten() {
    fixture.append(span(1, 1));
    fixture.clock.advance(Duration.ofSeconds(58));
    fixture.append(span(2, 2), span(3, 3));
    fixture.store.failCreates(_ -> true);
    fixture.clock.advance(Duration.ofSeconds(3));
    fixture.append(span(2, 4));
    await().until(() -> fixture.store.failures() > 0);

    assertThat(fixture.find(1)).containsExactly(1L);
    assertThat(fixture.find(2)).containsExactly(2L, 4L);
    fixture.store.heal();
    fixture.awaitWritten();
    assertThat(fixture.find(2)).containsExactly(2L, 4L);
  }

  @Test
  void anOldSectionOfAQuietTenantIsClosedByAMarker() {
    fixture.append(span(1, 1));
    fixture.clock.advance(Duration.ofSeconds(61));

    await().until(() -> fixture.sections().size() == 1);
    fixture.awaitWritten();

    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
    assertThat(fixture.gauge("vivace_live_head_bytes")).isZero();
    fixture.restart();
    assertThat(fixture.find(1)).containsExactly(1L);
    assertThat(fixture.log().endOffset()).isEqualTo(2);
  }

  @Test
  void aMarkerOfWhichTheSectionWasNotWrittenCutsAgainInReplay() {
    fixture.store.failCreates(_ -> true);
    fixture.append(span(1, 1));
    fixture.clock.advance(Duration.ofSeconds(61));
    await().until(() -> fixture.store.failures() > 0);
    fixture.close();
    fixture.store.heal();

    fixture.start().awaitWritten();

    assertThat(fixture.sections()).hasSize(1);
    assertThat(fixture.findInBlocks(1)).containsExactly(1L);
  }

  @Test
  void aRequestWithoutSpansIsAnsweredAndLeavesNoTrace() {
    CompletableFuture<Optional<Throwable>> answer =
        fixture.appendLater(OTHER, ExportTraceServiceRequest.getDefaultInstance());

    assertThat(IngesterFixture.answer(answer)).isEmpty();
    assertThat(fixture.log().endOffset()).isZero();
    assertThat(fixture.sections()).isEmpty();
  }

  @Test
  void refusedSpansStayRefusedAfterARestart() {
    SpanBatch batch = IngesterFixture.decode(request(span(1, 1), span(1, 2), span(1, 3)), 0);
    batch.spans().setOrdinal(1, 2);
    batch.spans().truncate(2);
    batch.refuse(1, Refusal.TRACE_TOO_LARGE, "too large");
    fixture.appendLater(IngesterFixture.TENANT, batch).join();

    fixture.restart();

    assertThat(fixture.find(1)).containsExactly(1L, 3L);
  }

  @Test
  void aValueThatNoBlockCouldHoldIsRefused() {
    byte[] huge = new byte[ValueLimits.MAX_VALUE_BYTES + 1];
    SpanBatch batch =
        IngesterFixture.decode(
            request(span(1, 1).setTraceStateBytes(ByteString.copyFrom(huge))), 0);

    Optional<Throwable> failure =
        IngesterFixture.answer(fixture.appendLater(IngesterFixture.TENANT, batch));

    assertThat(failure)
        .hasValueSatisfying(
            cause ->
                assertThat(cause)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage(
                        "trace state of 33,554,433 bytes (limit: 33,554,432); send less or set"
                            + " max_attribute_bytes"));
  }

  @Test
  void whatComesAfterTheEndIsAnsweredToo() {
    Ingester ingester = fixture.ingester();
    fixture.append(span(1, 1));
    ingester.close();

    CompletableFuture<Optional<Throwable>> answer =
        fixture.appendLater(IngesterFixture.TENANT, request(span(1, 2)));

    assertThat(IngesterFixture.answer(answer))
        .hasValueSatisfying(
            cause -> assertThat(cause).isInstanceOf(StoreUnavailableException.class));
  }

  @Test
  void itEndsSoonWhileAppendsWaitForTheStore() {
    fixture.close();
    fixture = new IngesterFixture(folder).with(IngesterFixture.config(1 << 20, 0)).start();
    fixture.store.failCreates(_ -> true);
    String text = "x".repeat(100_000);
    List<CompletableFuture<Optional<Throwable>>> answers =
        LongStream.rangeClosed(1, 40)
            .mapToObj(
                i ->
                    fixture.appendLater(
                        IngesterFixture.TENANT,
                        request(span(i, i).addAttributes(TestSpans.text("t", text + i)))))
            .toList();
    await().until(() -> fixture.store.failures() > 0);

    fixture.close();

    assertThat(answers).allSatisfy(answer -> assertThat(answer).isDone());
    assertThat(answers.getLast().join()).isPresent();
    fixture.store.heal();
    fixture.start().awaitWritten();
    for (long i = 1; i <= 40; i++) {
      assertThat(fixture.find(i)).containsExactly(i);
    }
  }

  @Test
  void aSmallTenantDoesNotKeepTheLogOfALargeOne() {
    fixture.close();
    IngesterConfig defaults = IngesterFixture.config(64 << 20, 50);
    fixture =
        new IngesterFixture(folder)
            .with(
                new IngesterConfig(
                    defaults.maxTraceIdle(),
                    defaults.maxTraceLive(),
                    defaults.maxSectionAge(),
                    200_000,
                    defaults.maxHeadBytes(),
                    defaults.maxCarriedRows(),
                    defaults.smallTenantSpans(),
                    defaults.smallTenantMaxAge(),
                    defaults.maxOpenBlockBytes()))
            .start();
    fixture.append(OTHER, span(1, 1));
    String text = "x".repeat(1000);
    for (long i = 1; i <= 1000; i++) {
      fixture.clock.advance(Duration.ofMillis(100));
      fixture.append(span(i, i).addAttributes(TestSpans.text("t", text)));
    }
    fixture.awaitWritten();

    assertThat(fixture.blocks(OTHER)).hasSize(1);
    assertThat(fixture.find(OTHER, 1)).containsExactly(1L);
  }

  /// All traces are young: each cut carries what it has room for.
  @Test
  void theHeadsStayWithinTheirBudgetAndGiveAllOfItBack() {
    fixture.close();
    int budget = 4 << 20;
    fixture = new IngesterFixture(folder).with(IngesterFixture.config(budget, 0)).start();
    double most = 0;
    String text = "x".repeat(2000);
    for (long i = 1; i <= 6000; i += 20) {
      long first = i;
      fixture.append(
          LongStream.range(first, first + 20)
              .mapToObj(id -> span(id, id).addAttributes(TestSpans.text("t", text + id)))
              .toArray(Span.Builder[]::new));
      most = Math.max(most, fixture.gauge("vivace_live_head_bytes"));
    }
    assertThat(most).isBetween(budget * 0.75, budget + 400_000.0);
    assertThat(fixture.counter("vivace_sections_cut_by_memory")).isPositive();

    fixture.cut(Duration.ofSeconds(61));
    fixture.clock.advance(Duration.ofSeconds(61));

    await().until(() -> fixture.gauge("vivace_live_head_bytes") == 0);
    for (long id = 1; id <= 6000; id += 17) {
      assertThat(fixture.findInBlocks(id)).containsExactly(id);
    }
  }

  /// What a query reads stays in memory; that is no reason to cut the section that grows.
  @Test
  void aQueryThatKeepsAHeadDoesNotCutTheNextOneToPieces() throws Exception {
    fixture.close();
    fixture = new IngesterFixture(folder).with(IngesterFixture.config(2 << 20, 0)).start();
    fixture.append(
        span(1, 1).addAttributes(TestSpans.text("t", "x".repeat(1_800_000))), span(1, 2));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    CollectedSpans sink =
        new CollectedSpans() {
          @Override
          public int resource(byte[] bytes, int offset, int length) {
            reading.countDown();
            Uninterruptibles.awaitUninterruptibly(proceed);
            return 0;
          }
        };
    CompletableFuture<Void> query =
        CompletableFuture.runAsync(
            () ->
                fixture
                    .ingester()
                    .traceFinder()
                    .find(
                        IngesterFixture.TENANT,
                        TestSpans.traceId(1),
                        TraceFinder.Sources.RECENT,
                        0,
                        Long.MAX_VALUE,
                        sink));
    reading.await();
    fixture.cut(Duration.ofSeconds(61));
    for (long i = 2; i <= 30; i++) {
      fixture.append(span(i, i));
    }

    assertThat(fixture.gauge("vivace_live_head_bytes")).isGreaterThan(1_800_000);
    assertThat(fixture.sections()).hasSizeLessThanOrEqualTo(2);
    proceed.countDown();
    query.join();
    assertThat(sink.spanIds()).containsExactly(1L, 2L);
    assertThat(fixture.gauge("vivace_live_head_bytes")).isLessThan(200_000);
  }

  @Test
  void liveTracesAreCountedByTenant() {
    fixture.append(span(1, 1), span(2, 2));
    fixture.append(OTHER, span(1, 3));

    assertThat(tenantGauge("tempo_live_store_live_traces", OTHER)).isEqualTo(1);
    assertThat(tenantGauge("tempo_live_store_live_trace_bytes", OTHER)).isPositive();
    fixture.cut(Duration.ofSeconds(61));
    assertThat(tenantGauge("tempo_live_store_live_traces", OTHER)).isZero();
    assertThat(
            fixture
                .registry()
                .get("tempo_live_store_traces_created")
                .tag("tenant", IngesterFixture.TENANT.value())
                .counter()
                .count())
        .isEqualTo(3);
    assertThat(fixture.gauge("tempo_live_store_ready")).isEqualTo(1);
  }

  private double tenantGauge(String name, TenantId tenant) {
    return fixture.registry().get(name).tag("tenant", tenant.value()).gauge().value();
  }
}
