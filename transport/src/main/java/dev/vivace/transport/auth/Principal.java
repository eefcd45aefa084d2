package dev.vivace.transport.auth;

import java.util.List;
import java.util.Set;

/// Somebody who is known.
///
/// @param tenants by name, or [#EVERY_TENANT]; they matter where requests name their tenant
public record Principal(String name, Set<Scope> scopes, Set<String> tenants) {

  /// Stands for all of them.
  public static final String EVERY_TENANT = "*";

  public Principal {
    scopes = Set.copyOf(scopes);
    tenants = Set.copyOf(tenants);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  public boolean mayUse(String tenant) {
    return usesEveryTenant() || tenants.contains(tenant);
  }

  public boolean usesEveryTenant() {
    return tenants.contains(EVERY_TENANT);
  }

  /// What counts as the values of the header that names the tenant: who has one tenant need not
  /// name it.
  public List<String> tenantValues(List<String> named) {
    boolean hasOne = tenants.size() == 1 && !usesEveryTenant();
    return named.isEmpty() && hasOne ? List.copyOf(tenants) : named;
  }
}
