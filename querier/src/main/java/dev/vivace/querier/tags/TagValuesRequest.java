package dev.vivace.querier.tags;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.traceql.completion.TagFilter;
import java.util.List;

/// Asks for the values of an attribute or intrinsic.
///
/// @param filter only spans that satisfy it count
public record TagValuesRequest(
    List<TenantId> tenants, TagTarget target, TagFilter filter, TimeRange range, TagBounds bounds) {

  public TagValuesRequest {
    tenants = List.copyOf(tenants);
  }
}
