package dev.vivace.distributor.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.distributor.forward.Forwarders;
import dev.vivace.distributor.forward.Forwarding;
import dev.vivace.distributor.redact.KeySelector;
import dev.vivace.distributor.redact.Redaction;
import dev.vivace.distributor.redact.RedactionAction;
import dev.vivace.distributor.redact.RedactionRule;
import dev.vivace.distributor.redact.RedactionScope;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.intake.SpanIntake;
import dev.vivace.transport.InFlightBytes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanIngestTest {

  private static final String SPAN =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"0123456789abcdef0123456789abcdef","spanId":"0123456789abcdef","name":"x"}]}]}]}
      """;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final InFlightBytes budget = new InFlightBytes(1 << 20);
  private final RequestBuffers buffers =
      new RequestBuffers(new BufferPool(1 << 20), budget, 1 << 16);
  private final ReceiverMetrics receiver = new ReceiverMetrics(registry, "otlp", "test");
  private final BatchPool batches = new BatchPool(1 << 20);
  private long maxColumnBytes = 1 << 20;
  private DebugAids debugAids = DebugAids.NONE;
  private IngestLimits limits = IngestLimits.unlimited(0);
  private String span = SPAN;
  private final List<IngestOutcome> outcomes = new ArrayList<>();

  private static final SpanIntake STORES =
      (tenant, format, nanos, limit, batch, done) -> done.run(null);

  private void ingest(SpanIntake intake, TenantId tenant) throws Exception {
    RequestBytes request = buffers.open();
    request.readAll(new ByteArrayInputStream(span.getBytes(StandardCharsets.UTF_8)), 0);
    SpanIngest ingest =
        new SpanIngest(
            intake,
            _ -> limits,
            debugAids,
            maxColumnBytes,
            () -> Instant.EPOCH,
            batches,
            buffers.pool(),
            Forwarders.none(),
            registry);
    ingest.ingest(tenant, receiver, WireFormat.OTLP_JSON, request, outcomes::add);
  }

  @Test
  void anIntakeThatThrowsIsOurFaultAndAnsweredOnce() throws Exception {
    SpanIntake broken =
        (tenant, format, nanos, limit, batch, done) -> {
          throw new IllegalStateException("bug");
        };
    ingest(broken, TenantId.SINGLE);

    assertThat(outcomes)
        .containsExactly(
            new IngestOutcome.Failed(Failure.INTERNAL, "internal error; see the server's log"));
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void aMistakeOfTheIntakeIsNotToBeSentAgain() throws Exception {
    SpanIntake broken =
        (tenant, format, nanos, limit, batch, done) -> done.run(new IllegalStateException("bug"));
    ingest(broken, TenantId.SINGLE);

    assertThat(outcomes).containsExactly(new IngestOutcome.Failed(Failure.INTERNAL, "bug"));
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void theTracesOfARequestAreCounted() throws Exception {
    ingest(STORES, TenantId.SINGLE);

    var summary = registry.get("tempo_distributor_traces_per_batch").summary();
    assertThat(summary.count()).isOne();
    assertThat(summary.totalAmount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1"})
  void spansAreCountedByServiceAndNameIfAskedFor(boolean onlyRoots, int count) throws Exception {
    ingest(STORES, TenantId.SINGLE);
    assertThat(registry.find("vivace_distributor_received_spans_by_name").counters()).isEmpty();

    debugAids =
        new DebugAids(
            DebugAids.NONE.received(),
            DebugAids.NONE.discarded(),
            new DebugAids.Names(true, onlyRoots));
    ingest(STORES, TenantId.SINGLE);

    assertThat(
            registry
                .get("vivace_distributor_received_spans_by_name")
                .tags("tenant", "single-tenant", "service", "", "span_name", "x")
                .counter()
                .count())
        .isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12_000, 16_000, 32_000, 60_000})
  void behindARequestThereIsRoomForEnvelopes(int size) throws Exception {
    RequestBytes request = buffers.open();
    request.readAll(new ByteArrayInputStream(new byte[size]), size);

    assertThat(request.takeBytes().length - size).isGreaterThanOrEqualTo(4096 + size / 32);
    request.release();
  }

  @Test
  void redactionComesBeforeAnythingElseSeesTheRequest() throws Exception {
    RedactionRule rule =
        RedactionRule.ofValues(
            RedactionAction.MASK, new KeySelector.Any(), "secret", List.of(RedactionScope.SPAN));
    limits = limits.with(new Redaction(List.of(rule), new byte[0], "[hidden]"), Forwarding.NONE);
    debugAids =
        new DebugAids(
            new DebugAids.Log(true, true, false),
            DebugAids.NONE.discarded(),
            new DebugAids.Names(true, false));
    List<String> seen = new ArrayList<>();
    span = SPAN.replace("\"x\"", "\"secret\"");
    ingest(
        (tenant, format, nanos, limit, batch, done) -> {
          assertThat(format).isEqualTo(WireFormat.OTLP_PROTOBUF);
          seen.add(new String(batch.bytes(), 0, batch.length(), StandardCharsets.ISO_8859_1));
          done.run(null);
        },
        TenantId.SINGLE);

    assertThat(outcomes).containsExactly(new IngestOutcome.Stored());
    assertThat(seen.getFirst()).contains("[hidden]").doesNotContain("secret");
    assertThat(
            registry
                .get("vivace_distributor_received_spans_by_name")
                .tag("span_name", "[hidden]")
                .counter()
                .count())
        .isOne();
    assertThat(
            registry
                .get("vivace_redacted_attributes")
                .tags("tenant", "single-tenant", "action", "mask")
                .counter()
                .count())
        .isOne();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void whatRedactionRefusesIsNotTaken() throws Exception {
    limits =
        limits.with(
            (format, request) -> {
              throw new RefusedException(Failure.BUSY, "no memory");
            },
            Forwarding.NONE);
    ingest(STORES, TenantId.SINGLE);

    assertThat(outcomes).containsExactly(new IngestOutcome.Failed(Failure.BUSY, "no memory"));
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void theBudgetIsHeldUntilTheOutcome() throws Exception {
    List<SpanIntake.Done> held = new ArrayList<>();
    ingest((tenant, format, nanos, limit, batch, done) -> held.add(done), TenantId.SINGLE);
    long heldBytes = budget.usedBytes();

    held.getFirst().run(null);

    assertThat(heldBytes).isPositive();
    assertThat(budget.usedBytes()).isZero();
    assertThat(outcomes).containsExactly(new IngestOutcome.Stored());
  }

  @Test
  void aRequestThatDecodesToMoreThanTheLimitIsTooLarge() throws Exception {
    maxColumnBytes = 100;
    ingest(STORES, TenantId.SINGLE);

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            IngestOutcome.Failed.class,
            failed -> {
              assertThat(failed.failure()).isEqualTo(Failure.TOO_LARGE);
              assertThat(failed.message()).contains("over 100 bytes").endsWith("smaller batches");
            });
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void theColumnsAreCountedUntilTheOutcome() throws Exception {
    List<SpanIntake.Done> held = new ArrayList<>();
    ingest((tenant, format, nanos, limit, batch, done) -> held.add(done), TenantId.SINGLE);

    assertThat(budget.usedBytes())
        .isGreaterThan(BufferPool.capacity(1) + new SpanBatch().columnCapacityBytes() - 1);
  }

  @Test
  void aRequestWhoseColumnsDoNotFitBesideOthersIsToldToComeBack() throws Exception {
    assertThat(budget.tryAcquire(budget.maxBytes() - 40_000)).isTrue();
    ingest(STORES, TenantId.SINGLE);

    assertThat(outcomes)
        .extracting(outcome -> ((IngestOutcome.Failed) outcome).failure())
        .containsExactly(Failure.BUSY);
    assertThat(budget.usedBytes()).isEqualTo(budget.maxBytes() - 40_000);
  }

  @Test
  void aRequestThatWouldNotFitAloneIsTooLarge() throws Exception {
    RequestBytes request = buffers.open(budget.maxBytes() - 10_000);
    request.readAll(new ByteArrayInputStream(SPAN.getBytes(StandardCharsets.UTF_8)), 0);

    assertThatThrownBy(() -> request.acquireForDecoding(10_000))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.outcome().failure()).isEqualTo(Failure.TOO_LARGE));
    request.release();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void anOutcomeThatComesTwiceIsAnsweredOnce() throws Exception {
    SpanIntake twice =
        (tenant, format, nanos, limit, batch, done) -> {
          done.run(null);
          done.run(null);
        };
    ingest(twice, TenantId.SINGLE);

    assertThat(outcomes).hasSize(1);
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void tenantsBeyondTheLimitShareTheirSeries() {
    IngestMetrics metrics = new IngestMetrics(registry);
    for (int i = 0; i < IngestMetrics.MAX_TENANTS + 50; i++) {
      metrics.tenant(new TenantId("tenant-" + i)).countIngress(1);
    }

    var series = registry.find("tempo_distributor_ingress_bytes").counters();
    assertThat(series).hasSize(IngestMetrics.MAX_TENANTS + 1);
    assertThat(
            registry
                .get("tempo_distributor_ingress_bytes")
                .tag("tenant", IngestMetrics.OTHER_TENANTS)
                .counter()
                .count())
        .isEqualTo(50);
  }
}
