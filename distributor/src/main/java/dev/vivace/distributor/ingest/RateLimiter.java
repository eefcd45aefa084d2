package dev.vivace.distributor.ingest;

import dev.vivace.model.id.TenantId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// A bucket of tokens for each tenant that has sent something lately: a token is a byte. A bucket
/// fills by the rate up to the burst, a request takes its size or, if that is not there, nothing:
/// so clients that come back too early do themselves no harm. Thread-safe; costs a map's look-up.
///
/// A full bucket says no more than none at all, so it is dropped when others are used.
final class RateLimiter {

  /// Tenants whose buckets are kept; of more, those that sent last.
  static final int MAX_TENANTS = 10_000;

  private static final double NANOS_PER_SECOND = 1e9;

  /// What rounding may take: who waits as long as it was told gets in.
  private static final double ROUNDING_BYTES = 1e-6;

  private final Map<TenantId, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /// Takes what a request needs.
  ///
  /// @param bytes at most the burst
  /// @param nowNanos the time; a clock that goes back stands still here
  /// @return 0 if it was there, else nanoseconds until it will be, `Long.MAX_VALUE` if never
  synchronized long take(TenantId tenant, long bytes, IngestLimits limits, long nowNanos) {
    Bucket bucket = buckets.computeIfAbsent(tenant, _ -> new Bucket(limits, nowNanos));
    bucket.refill(limits, nowNanos);
    dropIdle(bucket, nowNanos);
    return bucket.take(bytes);
  }

  private void dropIdle(Bucket inUse, long nowNanos) {
    Iterator<Bucket> longestUnused = buckets.values().iterator();
    for (int i = 0; i < 2 && longestUnused.hasNext(); i++) {
      Bucket bucket = longestUnused.next();
      if (bucket != inUse && (buckets.size() > MAX_TENANTS || bucket.isFull(nowNanos))) {
        longestUnused.remove();
      }
    }
  }

  synchronized int size() {
    return buckets.size();
  }

  private static final class Bucket {

    private double bytesPerNano;
    private double capacity;
    private double tokens;
    private long filledNanos;

    Bucket(IngestLimits limits, long nowNanos) {
      use(limits);
      tokens = capacity;
      filledNanos = nowNanos;
    }

    private void use(IngestLimits limits) {
      bytesPerNano = limits.bytesPerSecond() / NANOS_PER_SECOND;
      capacity = limits.burstBytes();
    }

    /// What has come since the last time came at the old rate.
    void refill(IngestLimits limits, long nowNanos) {
      double filled = tokens(nowNanos);
      use(limits);
      tokens = Math.min(filled, capacity);
      filledNanos = Math.max(filledNanos, nowNanos);
    }

    boolean isFull(long nowNanos) {
      return tokens(nowNanos) >= capacity;
    }

    private double tokens(long nowNanos) {
      return Math.min(capacity, tokens + Math.max(0, nowNanos - filledNanos) * bytesPerNano);
    }

    long take(long bytes) {
      if (bytes <= tokens + ROUNDING_BYTES) {
        tokens = Math.max(0, tokens - bytes);
        return 0;
      }
      return bytesPerNano == 0
          ? Long.MAX_VALUE
          : (long) Math.ceil(Math.max(1, (bytes - tokens) / bytesPerNano));
    }
  }
}
