package dev.vivace.server.config;

import java.time.Duration;

/// Recent spans: how long they stay in memory and when they become blocks.
///
/// @param maxTraceIdle a trace without new spans for this long is complete
/// @param maxTraceLive a trace is cut after this long even if spans still come
/// @param maxBlockDuration a section ends after this long
/// @param maxBlockBytes a section ends after this much of the log
/// @param maxLiveBytes what recent spans may take of memory; 0 follows the heap
/// @param smallTenantSpans a tenant with fewer spans in a section waits for the next one
/// @param smallTenantMaxAge but no longer than this
public record LiveStoreConfig(
    Duration maxTraceIdle,
    Duration maxTraceLive,
    Duration maxBlockDuration,
    ByteSize maxBlockBytes,
    ByteSize maxLiveBytes,
    @Range(max = Integer.MAX_VALUE) int smallTenantSpans,
    Duration smallTenantMaxAge) {

  static LiveStoreConfig defaults() {
    return new LiveStoreConfig(
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        ByteSize.mebibytes(256),
        new ByteSize(0),
        4096,
        Duration.ofMinutes(15));
  }
}
