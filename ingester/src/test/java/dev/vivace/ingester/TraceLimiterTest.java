package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.intake.SpanIntake;
import dev.vivace.storage.runner.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceLimiterTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final long SPAN_BYTES = span(1, 1).build().getSerializedSize();

  private final SettableClock clock = new SettableClock();
  private TraceLimits limits = new TraceLimits(0, 0);
  private RuntimeException failure;
  private int appended;

  private final TraceLimiter limiter =
      new TraceLimiter(
          (tenant, format, nanos, max, batch, done) -> {
            appended++;
            done.run(failure);
          },
          _ -> limits,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          new SimpleMeterRegistry());

  private SpanBatch append(TenantId tenant, Span.Builder... spans) {
    return append(limiter, tenant, spans);
  }

  private SpanBatch append(SpanIntake intake, TenantId tenant, Span.Builder... spans) {
    SpanBatch batch = IngesterFixture.decode(TestSpans.request(spans), 0);
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    intake.append(
        tenant, WireFormat.OTLP_PROTOBUF, clock.nanos(), 0, batch, _ -> answered.complete(true));
    assertThat(answered.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    return batch;
  }

  @Test
  void withoutLimitsNothingIsRefused() {
    for (int trace = 1; trace < 100; trace++) {
      assertThat(append(ACME, span(trace, 1)).refusedCount()).isZero();
    }
  }

  @Test
  void spansOfNewTracesAreRefusedWhileTooManyAreLive() {
    limits = new TraceLimits(2, 0);
    append(ACME, span(1, 1), span(2, 2));

    SpanBatch batch = append(ACME, span(1, 3), span(3, 4), span(3, 5), span(2, 6));

    assertThat(batch.refusedOrdinals()).containsExactly(1, 2);
    assertThat(batch.refusedCount(Refusal.LIVE_TRACES_EXCEEDED)).isEqualTo(2);
    assertThat(batch.firstRefusal()).startsWith("LIVE_TRACES_EXCEEDED: tenant 'acme' has 2");
    assertThat(append(OTHER, span(3, 7)).refusedCount()).as("another tenant's").isZero();
  }

  @Test
  void aTraceThatIsIdleMakesRoom() {
    limits = new TraceLimits(2, 0);
    append(ACME, span(1, 1), span(2, 2));
    clock.advance(Duration.ofSeconds(4));
    append(ACME, span(1, 3));
    assertThat(append(ACME, span(3, 4)).refusedCount()).isOne();

    clock.advance(Duration.ofMillis(1500));

    assertThat(append(ACME, span(3, 4)).refusedCount()).as("2 is idle").isZero();
    assertThat(append(ACME, span(1, 5)).refusedCount()).as("1 is live").isZero();
    assertThat(append(ACME, span(4, 6)).refusedCount()).as("1 and 3 are live").isOne();
  }

  @Test
  void aRequestOfWhichAllIsRefusedIsNotAppended() {
    limits = new TraceLimits(1, 0);
    append(ACME, span(1, 1));

    assertThat(append(ACME, span(2, 1), span(3, 2)).refusedCount()).isEqualTo(2);
    assertThat(appended).isOne();
  }

  @Test
  void aTraceTakesWhatItsLimitLeaves() {
    limits = new TraceLimits(0, 3 * SPAN_BYTES);
    append(ACME, span(1, 1), span(2, 2), span(1, 3));

    SpanBatch batch = append(ACME, span(1, 4), span(2, 5), span(1, 6));

    assertThat(batch.refusedOrdinals()).containsExactly(2);
    assertThat(batch.firstRefusal())
        .startsWith(
            "TRACE_TOO_LARGE: trace %s of tenant 'acme'".formatted(TestSpans.traceId(1).toHex()));
    assertThat(append(OTHER, span(1, 7)).refusedCount()).as("another tenant's").isZero();
  }

  @Test
  void aTracesSizeIsRememberedForAWhileAndThenForgotten() {
    limits = new TraceLimits(0, SPAN_BYTES);
    append(ACME, span(1, 1));
    clock.advance(Duration.ofSeconds(59));
    assertThat(append(ACME, span(1, 2)).refusedCount()).isOne();

    clock.advance(Duration.ofSeconds(59));
    assertThat(append(ACME, span(1, 2)).refusedCount()).as("it was seen meanwhile").isOne();

    clock.advance(Duration.ofSeconds(121));
    assertThat(append(ACME, span(1, 2)).refusedCount()).isZero();
  }

  @Test
  void whatWasNotStoredDoesNotCount() {
    limits = new TraceLimits(0, 2 * SPAN_BYTES);
    failure = new IllegalStateException("the log is full");
    for (int i = 0; i < 5; i++) {
      append(ACME, span(1, 1));
    }
    failure = null;

    assertThat(append(ACME, span(1, 1), span(1, 2)).refusedCount()).isZero();
    assertThat(append(ACME, span(1, 3)).refusedCount()).isOne();
  }

  @Test
  void refusedSpansAreInNoAnswerNeitherBeforeNorAfterARestart(@TempDir Path folder) {
    limits = new TraceLimits(0, 2 * SPAN_BYTES);
    try (IngesterFixture fixture = new IngesterFixture(folder).start()) {
      TraceLimiter limited =
          new TraceLimiter(
              fixture.ingester(),
              _ -> limits,
              Duration.ofSeconds(5),
              Duration.ofSeconds(60),
              new SimpleMeterRegistry());

      append(limited, IngesterFixture.TENANT, span(1, 1), span(1, 2), span(1, 3), span(2, 4));

      assertThat(fixture.find(1)).containsExactly(1L, 2L);
      assertThat(fixture.find(2)).containsExactly(4L);
      fixture.restart();
      assertThat(fixture.find(1)).containsExactly(1L, 2L);
      assertThat(fixture.find(2)).containsExactly(4L);
    }
  }
}
