package dev.vivace.ingester;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the ingester cuts sections and what it may hold.
///
/// @param maxTraceIdle a trace whose last span is younger is carried over a cut …
/// @param maxTraceLive … if its first span is younger than this
/// @param maxSectionAge a section is cut when it is this old
/// @param maxSectionBytes a section is cut when it has this many bytes of log
/// @param maxHeadBytes what all live heads may hold together before a section is cut
/// @param maxCarriedRows spans carried over one cut, of all tenants
/// @param smallTenantSpans a tenant with fewer spans in a section is carried whole …
/// @param smallTenantMaxAge … until its oldest span is this old
/// @param maxOpenBlockBytes memory for footers, filters and indexes of open blocks
public record IngesterConfig(
    Duration maxTraceIdle,
    Duration maxTraceLive,
    Duration maxSectionAge,
    long maxSectionBytes,
    long maxHeadBytes,
    int maxCarriedRows,
    int smallTenantSpans,
    Duration smallTenantMaxAge,
    long maxOpenBlockBytes) {

  public IngesterConfig {
    List<String> problems = new ArrayList<>();
    check(problems, "live_store.max_trace_idle", maxTraceIdle.toNanos(), 0);
    check(problems, "live_store.max_trace_live", maxTraceLive.toNanos(), 0);
    check(problems, "live_store.max_block_duration", maxSectionAge.toNanos(), 1);
    check(problems, "live_store.max_block_bytes", maxSectionBytes, 1);
    check(problems, "live_store.max_live_bytes", maxHeadBytes, 1 << 20);
    check(problems, "live_store.max_carried_spans", maxCarriedRows, 0);
    check(problems, "live_store.small_tenant_spans", smallTenantSpans, 0);
    check(problems, "live_store.small_tenant_max_age", smallTenantMaxAge.toNanos(), 0);
    check(problems, "live_store.max_open_block_bytes", maxOpenBlockBytes, 1 << 20);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /// The defaults: 5 s idle, 30 s live, sections of 60 s or 256 MiB of log, heads of a quarter of
  /// the heap.
  public static IngesterConfig defaults() {
    return new IngesterConfig(
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        256L << 20,
        Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 4),
        256 << 10,
        4096,
        Duration.ofMinutes(15),
        Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 16));
  }

  private static void check(List<String> problems, String name, long value, long least) {
    if (value < least) {
      problems.add("%s: %d (expected: >= %d)".formatted(name, value, least));
    }
  }
}
