package dev.vivace.storage.section;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import java.util.List;

/// What of a tenant a section leaves to a later one: rows below the section's end that are in no
/// block yet.
///
/// @param all every trace of the tenant; `traces` is then empty
/// @param fromOffset the tenant's lowest offset still owed
public record CarriedTenant(
    TenantId tenant, boolean all, long fromOffset, List<CarriedTrace> traces) {

  public CarriedTenant {
    traces = List.copyOf(traces);
    if (all != traces.isEmpty()) {
      throw new IllegalArgumentException(
          "tenant '%s' carried: all is %b with %d traces (expected: all, or some traces)"
              .formatted(tenant, all, traces.size()));
    }
  }

  /// One carried trace. Its rows at or above `fromOffset` are owed; those below were written by an
  /// earlier section.
  public record CarriedTrace(TraceId id, long fromOffset) {}
}
