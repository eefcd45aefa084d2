package dev.vivace.querier.search;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.TimeRange;
import java.util.List;

/// A checked search that may be for several tenants.
///
/// @param tenants at least one
/// @param leftPadTraceIds whether trace ids are answered with all 32 digits
public record CheckedSearch(
    List<TenantId> tenants,
    SearchFilter filter,
    TimeRange range,
    int limit,
    int spansPerSpanset,
    boolean leftPadTraceIds) {

  public CheckedSearch {
    tenants = List.copyOf(tenants);
  }

  /// The part of one of the tenants.
  SearchRequest of(TenantId tenant) {
    return new SearchRequest(
        tenant, filter, range.startSeconds(), range.endSeconds(), limit, spansPerSpanset);
  }
}
