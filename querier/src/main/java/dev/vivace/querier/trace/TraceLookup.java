package dev.vivace.querier.trace;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.storage.trace.TraceFinder.Found;
import dev.vivace.storage.trace.TraceSpans;
import java.util.List;

/// Gathers a trace of one tenant, or of several merged into one.
public final class TraceLookup {

  private final TraceFinder finder;
  private final TraceByIdConfig config;

  public TraceLookup(TraceFinder finder, TraceByIdConfig config) {
    this.finder = finder;
    this.config = config;
  }

  FoundTrace find(List<TenantId> tenants, TraceByIdRequest request) {
    TraceSpans spans = new TraceSpans(maxBytes(tenants), config.maxTraceResponseBytes());
    long inspectedBytes = 0;
    int failedBlocks = 0;
    if (request.sources().isPresent()) {
      for (TenantId tenant : tenants) {
        if (spans.isPartial()) {
          break; // Nothing more would be taken.
        }
        Found found =
            finder.find(
                tenant,
                request.id(),
                request.sources().get(),
                request.startSeconds(),
                request.endSeconds(),
                spans);
        inspectedBytes += found.inspectedBytes();
        failedBlocks += found.failedBlocks();
      }
    }
    return new FoundTrace(
        request.id(), spans, inspectedBytes, failedBlocks, config.maxTraceResponseBytes());
  }

  /// The most generous limit of those asked for; 0 if one of them has none.
  private long maxBytes(List<TenantId> tenants) {
    long max = 0;
    for (TenantId tenant : tenants) {
      long limit = config.maxBytesPerTrace().applyAsLong(tenant);
      if (limit == 0) {
        return 0;
      }
      max = Math.max(max, limit);
    }
    return max;
  }
}
