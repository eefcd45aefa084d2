package dev.vivace.querier.trace;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.trace.TraceSpans;
import java.util.function.ToLongFunction;

/// The limits of trace lookups.
///
/// @param maxBytesPerTrace a tenant's `max_bytes_per_trace`; 0 leaves it to the next
/// @param maxTraceResponseBytes what a lookup may gather, and what its answer may be, whatever
///   tenants are allowed
public record TraceByIdConfig(
    ToLongFunction<TenantId> maxBytesPerTrace, long maxTraceResponseBytes) {

  public static final long DEFAULT_MAX_BYTES_PER_TRACE = 5_000_000;
  public static final long DEFAULT_MAX_TRACE_RESPONSE_BYTES = 256L << 20;

  public TraceByIdConfig {
    if (maxTraceResponseBytes <= 0 || maxTraceResponseBytes > TraceSpans.MAX_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "maxTraceResponseBytes: %d (expected: 1 to %d)"
              .formatted(maxTraceResponseBytes, TraceSpans.MAX_MEMORY_BYTES));
    }
  }

  public static TraceByIdConfig defaults() {
    return new TraceByIdConfig(_ -> DEFAULT_MAX_BYTES_PER_TRACE, DEFAULT_MAX_TRACE_RESPONSE_BYTES);
  }
}
