package dev.vivace.server.config;

import dev.vivace.model.id.TenantId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The limits of all tenants at one time. Immutable.
///
/// @param defaults of tenants for which nothing is said
/// @param wildcard what is said for `*`, over the defaults; null if nothing is
/// @param byTenant what is said for a tenant, over the defaults
public record TenantLimits(
    LimitsConfig defaults, @Nullable LimitsConfig wildcard, Map<TenantId, LimitsConfig> byTenant) {

  public TenantLimits {
    byTenant = Map.copyOf(byTenant);
  }

  /// Nothing is said for any tenant.
  public static TenantLimits ofDefaults(LimitsConfig defaults) {
    return new TenantLimits(defaults, null, Map.of());
  }

  /// What is said for the tenant, else for `*`, else for all.
  public LimitsConfig of(TenantId tenant) {
    LimitsConfig own = byTenant.get(tenant);
    if (own != null) {
      return own;
    }
    return Optional.ofNullable(wildcard).orElse(defaults);
  }
}
