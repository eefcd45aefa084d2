package dev.vivace.querier.api;

/// Whether there are tenants, and whether one query may ask for several of them.
///
/// @param multitenancyEnabled `multitenancy_enabled`: each request names its tenant; off: all data
///   belongs to one
/// @param multiTenantQueriesEnabled `query_frontend.multi_tenant_queries_enabled`: `a|b` asks for
///   the data of both
public record TenancyConfig(boolean multitenancyEnabled, boolean multiTenantQueriesEnabled) {

  /// One tenant; federated queries as soon as there are more.
  public static TenancyConfig defaults() {
    return new TenancyConfig(false, true);
  }
}
