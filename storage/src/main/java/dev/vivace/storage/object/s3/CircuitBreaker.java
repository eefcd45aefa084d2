package dev.vivace.storage.object.s3;

import dev.vivace.model.error.StoreUnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets calls fail at once while the store is away, so that nobody waits for what will not come.
///
/// ```text
///   closed ── failures in a row, for a while ──▶ open ── pause over ──▶ half open: one call tries
///      ▲                                          ▲                       │        │
///      └──────────────── it succeeds ─────────────┼───────────────────────┘        │
///                                                 └──── it fails: longer pause ────┘
/// ```
///
/// Each [#enter] is followed by exactly one of [#succeeded], [#failed] and [#left]. Thread-safe.
final class CircuitBreaker {

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);
  private static final int MIN_FAILURES = 5;
  private static final long MIN_FAILING_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final String place;
  private final LongSupplier nanoClock;

  // All guarded by this.
  private boolean open;
  private boolean trying;
  private int failures;
  private long firstFailureNanos;
  private long tryAgainNanos;
  private long pauseNanos;
  private String lastReason = "";

  CircuitBreaker(String place, LongSupplier nanoClock) {
    this.place = place;
    this.nanoClock = nanoClock;
  }

  /// Throws if the store is away and it is not this call's turn to look whether it is back.
  synchronized void enter() {
    if (!open) {
      return;
    }
    if (trying || nanoClock.getAsLong() - tryAgainNanos < 0) {
      throw new StoreUnavailableException(
          "%s has been away for %d s, so it is not asked now; last error: %s"
              .formatted(place, failingNanos() / 1_000_000_000, lastReason));
    }
    trying = true;
  }

  /// The store has answered, with whatever.
  synchronized void succeeded() {
    if (open) {
      LOG.info("{} is back after {} s", place, failingNanos() / 1_000_000_000);
    }
    open = false;
    trying = false;
    failures = 0;
  }

  /// The call says nothing about the store.
  synchronized void left() {
    trying = false;
  }

  /// The store did not answer, or said that it cannot.
  synchronized void failed(String reason) {
    long now = nanoClock.getAsLong();
    if (failures++ == 0) {
      firstFailureNanos = now;
    }
    lastReason = reason;
    if (open) {
      // Calls that began before it opened end here, too: they say nothing new.
      if (trying) {
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        tryAgainNanos = now + pauseNanos;
      }
      trying = false;
    } else if (failures >= MIN_FAILURES && failingNanos() >= MIN_FAILING_NANOS) {
      open = true;
      pauseNanos = FIRST_PAUSE_NANOS;
      tryAgainNanos = now + pauseNanos;
      LOG.warn("{} is away: {} failures in a row, the last: {}", place, failures, reason);
    }
  }

  synchronized boolean isOpen() {
    return open;
  }

  private long failingNanos() {
    return nanoClock.getAsLong() - firstFailureNanos;
  }
}
