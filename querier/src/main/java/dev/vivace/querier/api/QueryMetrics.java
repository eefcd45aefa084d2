package dev.vivace.querier.api;

import dev.vivace.model.id.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Counts queries and what they read: `tempo_query_frontend_queries_total{tenant,op,result}` and
/// `tempo_query_frontend_bytes_inspected_total{tenant,op}`.
///
/// A query names its tenant freely, so the label's values are bounded: beyond [#MAX_TENANTS]
/// different ones, further ones are counted under [#OTHER_TENANTS].
public final class QueryMetrics {

  static final int MAX_TENANTS = 10_000;

  /// No tenant id contains an equals sign.
  static final String OTHER_TENANTS = "=other";

  private final MeterRegistry registry;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  public QueryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /// Counts a query that was answered, with whatever status.
  public void completed(List<TenantId> tenants, String op) {
    count(tenants, op, "completed");
  }

  /// Counts a query whose caller went away.
  public void canceled(List<TenantId> tenants, String op) {
    count(tenants, op, "canceled");
  }

  public void inspected(List<TenantId> tenants, String op, long bytes) {
    registry
        .counter("tempo_query_frontend_bytes_inspected", "tenant", label(tenants), "op", op)
        .increment((double) bytes);
  }

  private void count(List<TenantId> tenants, String op, String result) {
    registry
        .counter(
            "tempo_query_frontend_queries", "tenant", label(tenants), "op", op, "result", result)
        .increment();
  }

  private String label(List<TenantId> tenants) {
    String label = tenants.stream().map(TenantId::value).collect(Collectors.joining("|"));
    // Several threads may pass the check at once: the bound is exceeded by their number at most.
    if (known.contains(label) || (known.size() < MAX_TENANTS && known.add(label))) {
      return label;
    }
    return known.contains(label) ? label : OTHER_TENANTS;
  }
}
