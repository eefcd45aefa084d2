package dev.vivace.querier.tags;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.traceql.completion.TagFilter;
import java.util.List;

/// Asks for the names of attributes.
///
/// @param filter only spans that satisfy it count
/// @param bounds of each scope's names
public record TagNamesRequest(
    List<TenantId> tenants, TagScope scope, TagFilter filter, TimeRange range, TagBounds bounds) {

  public TagNamesRequest {
    tenants = List.copyOf(tenants);
  }
}
