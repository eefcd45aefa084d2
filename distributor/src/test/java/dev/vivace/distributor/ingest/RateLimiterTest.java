package dev.vivace.distributor.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  private static final long SECOND = 1_000_000_000L;
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");

  private final RateLimiter limiter = new RateLimiter();
  private long now = 1_800_000_000L * SECOND;

  private static IngestLimits limits(long bytesPerSecond, long burst) {
    return new IngestLimits(0, bytesPerSecond, burst, true, null, Duration.ZERO);
  }

  private long take(TenantId tenant, long bytes, IngestLimits limits) {
    return limiter.take(tenant, bytes, limits, now);
  }

  @Test
  void theBurstMayComeAtOnceAndThenTheRate() {
    IngestLimits limits = limits(100, 1000);
    assertThat(take(ACME, 1000, limits)).isZero();
    assertThat(take(ACME, 50, limits)).isEqualTo(SECOND / 2);
    now += SECOND / 2;
    assertThat(take(ACME, 50, limits)).isZero();
    assertThat(take(ACME, 1, limits)).isEqualTo(SECOND / 100);
  }

  @Test
  void whoComesTooEarlyTakesNothing() {
    IngestLimits limits = limits(100, 100);
    assertThat(take(ACME, 100, limits)).isZero();
    for (int i = 0; i < 1000; i++) {
      assertThat(take(ACME, 100, limits)).isEqualTo(SECOND);
    }
    now += SECOND;
    assertThat(take(ACME, 100, limits)).isZero();
  }

  @Test
  void oneTenantsBytesAreNoOthers() {
    IngestLimits limits = limits(1, 100);
    assertThat(take(ACME, 100, limits)).isZero();
    assertThat(take(OTHER, 100, limits)).isZero();
    assertThat(take(ACME, 1, limits)).isPositive();
  }

  @Test
  void newLimitsHoldAtOnceAndGiveNoBurstAway() {
    assertThat(take(ACME, 100, limits(10, 100))).isZero();
    assertThat(take(ACME, 100, limits(1000, 1000))).isEqualTo(SECOND / 10);
    now += SECOND * 10;
    assertThat(take(ACME, 200, limits(1000, 50))).as("no more than the burst").isPositive();
  }

  @Test
  void aClockThatGoesBackStandsStill() {
    IngestLimits limits = limits(100, 100);
    assertThat(take(ACME, 100, limits)).isZero();
    now -= 3600 * SECOND;
    assertThat(take(ACME, 1, limits)).isPositive();
    now += 3600 * SECOND + SECOND;
    assertThat(take(ACME, 100, limits)).isZero();
  }

  @Test
  void aRateOfZeroNeverLetsInMore() {
    IngestLimits limits = limits(0, 100);
    assertThat(take(ACME, 100, limits)).isZero();
    now += 3600 * SECOND;
    assertThat(take(ACME, 1, limits)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void idleBucketsAreDropped() {
    IngestLimits limits = limits(100, 100);
    for (int i = 0; i < 100; i++) {
      take(new TenantId("t" + i), 100, limits);
    }
    now += 2 * SECOND;
    for (int i = 0; i < 100; i++) {
      take(ACME, 0, limits);
    }
    assertThat(limiter.size()).isOne();
  }

  @Test
  void thereAreNeverMoreBucketsThanTheLimit() {
    IngestLimits limits = limits(1, 100);
    for (int i = 0; i < RateLimiter.MAX_TENANTS + 100; i++) {
      take(new TenantId("t" + i), 100, limits);
    }
    assertThat(limiter.size()).isLessThanOrEqualTo(RateLimiter.MAX_TENANTS);
  }

  /// Whatever comes when: over any time not more than the burst and what the rate gives, and a
  /// sender who waits as long as it is told gets in.
  @Test
  void inTheLongRunTheRateIsKept() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    IngestLimits limits = limits(1000, 5000);
    long begin = now;
    long taken = 0;
    for (int i = 0; i < 10_000; i++) {
      long bytes = random.nextLong(5001);
      long wait = take(ACME, bytes, limits);
      if (wait > 0) {
        now += wait;
        assertThat(take(ACME, bytes, limits)).as("seed %d, step %d", seed, i).isZero();
      }
      taken += bytes;
      now += random.nextLong(SECOND);
      assertThat((double) taken)
          .as("seed %d, step %d", seed, i)
          .isLessThanOrEqualTo(5000 + (now - begin) / 1e6 + 1);
    }
  }
}
