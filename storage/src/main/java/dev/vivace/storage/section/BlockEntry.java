package dev.vivace.storage.section;

import dev.vivace.model.id.TenantId;

/// Where a block lies and what a planner needs to leave it out. Times are nanoseconds since 1970,
/// unsigned, as sent. A block is the range `[offset, offset + length)` of an object; its footer
/// ends that range.
///
/// @param digest of the block's bytes, as its writer computes it: lower-case hex
/// @param maxTraceEndNanos the latest end of a trace
public record BlockEntry(
    TenantId tenant,
    String key,
    long offset,
    long length,
    String digest,
    long spans,
    long traces,
    long minTraceStartNanos,
    long maxTraceStartNanos,
    long maxTraceEndNanos,
    long minSpanStartNanos,
    long maxSpanStartNanos) {

  public BlockEntry {
    if (offset < 0 || length <= 0 || spans < 0 || traces < 0) {
      throw new IllegalArgumentException(
          "block %s: offset %d, length %d, %d spans, %d traces (expected: length > 0, others >= 0)"
              .formatted(key, offset, length, spans, traces));
    }
  }
}
