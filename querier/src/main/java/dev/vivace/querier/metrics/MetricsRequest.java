package dev.vivace.querier.metrics;

import dev.vivace.model.id.TenantId;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.metrics.TimeAxis;
import java.util.List;

/// A checked metrics query.
///
/// @param tenants at least one; their spans count together
/// @param exemplars of each series, 0 for none
/// @param maxSeries of the answer, 0 for any number
public record MetricsRequest(
    List<TenantId> tenants, MetricsQuery query, TimeAxis axis, int exemplars, int maxSeries) {

  public MetricsRequest {
    tenants = List.copyOf(tenants);
  }
}
