package dev.vivace.distributor.ingest;

import dev.vivace.distributor.forward.Forwarding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one tenant may send, now.
///
/// @param maxAttributeBytes longer keys and values are cut; zero or less cuts nothing
/// @param bytesPerSecond of requests, in the long run
/// @param burstBytes that may come at once
/// @param saysWhenToRetry whether a request that comes too early is told when to come again
/// @param retryAfter what it is told; null is when it will be let in
/// @param minDuration no answer comes earlier after its request
/// @param redaction what is taken out of requests before anything is written; null is nothing
/// @param forwarding who gets copies
public record IngestLimits(
    int maxAttributeBytes,
    long bytesPerSecond,
    long burstBytes,
    boolean saysWhenToRetry,
    @Nullable Duration retryAfter,
    Duration minDuration,
    @Nullable RequestRedaction redaction,
    Forwarding forwarding) {

  /// Without redaction and forwarding.
  public IngestLimits(
      int maxAttributeBytes,
      long bytesPerSecond,
      long burstBytes,
      boolean saysWhenToRetry,
      @Nullable Duration retryAfter,
      Duration minDuration) {
    this(
        maxAttributeBytes,
        bytesPerSecond,
        burstBytes,
        saysWhenToRetry,
        retryAfter,
        minDuration,
        null,
        Forwarding.NONE);
  }

  /// The same limits with these.
  public IngestLimits with(@Nullable RequestRedaction newRedaction, Forwarding newForwarding) {
    return new IngestLimits(
        maxAttributeBytes,
        bytesPerSecond,
        burstBytes,
        saysWhenToRetry,
        retryAfter,
        minDuration,
        newRedaction,
        newForwarding);
  }

  /// Nothing is limited, except that keys and values are cut.
  public static IngestLimits unlimited(int maxAttributeBytes) {
    return new IngestLimits(
        maxAttributeBytes, Long.MAX_VALUE, Long.MAX_VALUE, true, null, Duration.ZERO);
  }

  boolean hasRate() {
    return bytesPerSecond < Long.MAX_VALUE;
  }
}
