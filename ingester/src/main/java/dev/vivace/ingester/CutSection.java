package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.section.SampledTenant;
import dev.vivace.storage.source.PinnedHead;
import java.util.List;

/// A section that was cut and is to be written.
///
/// @param heads what becomes blocks
/// @param carried what stays for a later section
/// @param sampled what was decided about traces of tenants that do not keep all
record CutSection(
    long start,
    long end,
    long firstAppendNanos,
    long lastAppendNanos,
    long droppedRecords,
    List<TenantHead> heads,
    List<CarriedTenant> carried,
    List<SampledTenant> sampled) {

  /// One tenant's head.
  ///
  /// @param leftOut by trace ordinal: traces that are carried, or dropped
  record TenantHead(TenantId tenant, PinnedHead head, boolean[] leftOut) {}

  /// The lowest offset that is owed after this section.
  long replayFrom() {
    return carried.stream().mapToLong(CarriedTenant::fromOffset).min().orElse(end);
  }
}
