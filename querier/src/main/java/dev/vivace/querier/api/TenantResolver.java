package dev.vivace.querier.api;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;

/// Reads from a request whose data it asks for.
public final class TenantResolver {

  /// The header, or key of a call's metadata, that names the tenant.
  public static final String HEADER = "x-scope-orgid";

  /// What a request without a tenant is told.
  public static final String NO_TENANT = "no org id";

  private final TenancyConfig config;

  public TenantResolver(TenancyConfig config) {
    this.config = config;
  }

  /// The tenants asked for, sorted and each once. Empty if multitenancy is on and the request
  /// doesn't name exactly one header value: the answer is then 401.
  public List<TenantId> tenants(HttpRequest request) {
    return tenants(request.headers().getOrDefault(HEADER, List.of()));
  }

  /// The same for the values that a request has for [#HEADER].
  public List<TenantId> tenants(List<String> values) {
    if (!config.multitenancyEnabled()) {
      return List.of(TenantId.SINGLE);
    }
    if (values.size() != 1 || values.getFirst().isEmpty()) {
      return List.of();
    }
    List<TenantId> tenants =
        Stream.of(values.getFirst().split("\\|", -1))
            .map(value -> new TenantId(withoutMetadata(value)))
            .sorted()
            .distinct()
            .toList();
    if (tenants.size() > 1 && !config.multiTenantQueriesEnabled()) {
      throw new InvalidRequestException(
          "X-Scope-OrgID names %d tenants, and multi-tenant queries are off; name one, or set "
                  .formatted(tenants.size())
              + "query_frontend.multi_tenant_queries_enabled");
    }
    return tenants;
  }

  /// `tenant:key=value` names the tenant; what follows the colon is for others.
  private static String withoutMetadata(String value) {
    int colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }
}
