package dev.vivace.server.overrides;

import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.LimitsDocument;
import dev.vivace.server.config.TenantLimits;
import java.util.HashMap;
import java.util.Map;

/// The limits that hold for each tenant now: the defaults, over them what the runtime file says,
/// over that what the tenant has set. Thread-safe; asking costs a look into a map.
public final class Overrides {

  /// @param merged of tenants that have set something
  private record State(
      TenantLimits runtime,
      Map<TenantId, LimitsDocument> documents,
      Map<TenantId, LimitsConfig> merged) {}

  private volatile State state;

  /// The same limits for all, until something else is said.
  public Overrides(LimitsConfig defaults) {
    this.state = new State(TenantLimits.ofDefaults(defaults), Map.of(), Map.of());
  }

  /// The limits of the tenant.
  public LimitsConfig of(TenantId tenant) {
    State now = state;
    LimitsConfig own = now.merged().get(tenant);
    return own != null ? own : now.runtime().of(tenant);
  }

  /// What the runtime file says.
  public TenantLimits runtime() {
    return state.runtime();
  }

  /// What tenants have set.
  public Map<TenantId, LimitsDocument> documents() {
    return state.documents();
  }

  synchronized void useRuntime(TenantLimits runtime) {
    state = merge(runtime, state.documents());
  }

  synchronized void useDocuments(Map<TenantId, LimitsDocument> documents) {
    state = merge(state.runtime(), Map.copyOf(documents));
  }

  private static State merge(TenantLimits runtime, Map<TenantId, LimitsDocument> documents) {
    Map<TenantId, LimitsConfig> merged = new HashMap<>();
    documents.forEach((tenant, document) -> merged.put(tenant, document.over(runtime.of(tenant))));
    return new State(runtime, documents, Map.copyOf(merged));
  }
}
