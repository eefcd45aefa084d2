package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TraceAccountsTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final Duration IDLE = Duration.ofSeconds(5);

  private static SpanBatch batch(long... traces) {
    SpanBatch batch = new SpanBatch();
    batch.reset(new byte[0], 0);
    for (long trace : traces) {
      int span = batch.spans().add();
      batch.spans().setOrdinal(span, batch.nextOrdinal());
      batch.spans().setTraceLow(span, trace);
      batch.spans().setSize(span, 10);
    }
    return batch;
  }

  /// The same as a map of times says, but for the width of a tick.
  @RepeatedTest(3)
  void liveTracesAreThoseOfTheLastSeconds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TraceAccounts accounts = new TraceAccounts(IDLE, Duration.ofSeconds(30), 1 << 16);
    Map<Long, Long> lastNanos = new HashMap<>();
    long now = random.nextLong(Long.MAX_VALUE / 2);
    for (int i = 0; i < 5000; i++) {
      now += random.nextLong(100_000_000L);
      long trace = 1L + random.nextInt(300);
      accounts.charge(ACME, new TraceLimits(1000, 0), batch(trace), now);
      lastNanos.put(trace, now);
      long end = now;
      long idle = IDLE.toNanos();
      long least = lastNanos.values().stream().filter(t -> end - t < idle).count();
      long most = lastNanos.values().stream().filter(t -> end - t < idle / 31 * 33).count();
      assertThat((long) accounts.liveTraces(ACME, now))
          .as("seed %d, step %d", seed, i)
          .isBetween(least, most);
    }
  }

  @Test
  void memoryIsBoundedAndTheLastTracesAreRemembered() {
    TraceAccounts accounts = new TraceAccounts(IDLE, Duration.ofSeconds(30), 1000);
    TraceLimits tenBytes = new TraceLimits(0, 10);
    for (long trace = 1; trace <= 10_000; trace++) {
      accounts.charge(ACME, tenBytes, batch(trace), trace);
      assertThat(accounts.traces()).isLessThanOrEqualTo(2000);
    }
    SpanBatch last = batch(10_000);
    accounts.charge(ACME, tenBytes, last, 10_001);
    assertThat(last.refusedCount()).isOne();
  }

  @Test
  void manyTenantsAreForgottenWhenTheyAreIdle() {
    TraceAccounts accounts = new TraceAccounts(IDLE, Duration.ofSeconds(30), 1 << 16);
    for (int i = 0; i < 1000; i++) {
      accounts.charge(new TenantId("t" + i), new TraceLimits(1, 0), batch(7), 1);
    }
    accounts.charge(ACME, new TraceLimits(1, 0), batch(1), Duration.ofMinutes(5).toNanos());
    assertThat(accounts.traces()).isOne();
  }
}
