package dev.vivace.distributor.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// When a request that came too early is told to come again.
final class RetryDelay {

  private static final long MIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MAX_NANOS = Duration.ofSeconds(30).toNanos();

  private RetryDelay() {}

  /// As configured, else when there will be room, but from 1 to 30 seconds; null if nothing is to
  /// be said.
  ///
  /// @param waitNanos until there is room
  static @Nullable Duration of(IngestLimits limits, long waitNanos) {
    if (!limits.saysWhenToRetry()) {
      return null;
    }
    Duration configured = limits.retryAfter();
    if (configured != null) {
      return configured.isPositive() ? configured : null;
    }
    return Duration.ofNanos(Math.clamp(waitNanos, MIN_NANOS, MAX_NANOS));
  }
}
