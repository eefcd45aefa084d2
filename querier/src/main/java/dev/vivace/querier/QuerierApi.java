package dev.vivace.querier;

import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.querier.trace.TraceByIdHandler;
import dev.vivace.querier.trace.TraceLookup;
import dev.vivace.querier.trace.TraceVersion;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/// The querier's HTTP endpoints. They take any method, as the reference's do: all parameters are in
/// the URL.
public final class QuerierApi {

  private final TenantResolver tenants;
  private final TraceLookup traces;
  private final QueryMetrics metrics;

  public QuerierApi(
      TenancyConfig tenancy,
      TraceByIdConfig traceById,
      TraceFinder traceFinder,
      MeterRegistry registry) {
    tenants = new TenantResolver(tenancy);
    traces = new TraceLookup(traceFinder, traceById);
    metrics = new QueryMetrics(registry);
  }

  /// The handlers by path pattern, where `{…}` stands for one segment of the path. The HTTP prefix,
  /// if one is configured, goes in front.
  public Map<String, HttpHandler> handlers() {
    Map<String, HttpHandler> handlers = new LinkedHashMap<>();
    handlers.put("/api/echo", _ -> HttpResponse.text(200, "echo\n"));
    handlers.put("/api/traces/{traceID}", traceById(TraceVersion.V1));
    handlers.put("/api/v2/traces/{traceID}", traceById(TraceVersion.V2));
    return handlers;
  }

  private HttpHandler traceById(TraceVersion version) {
    return new TraceByIdHandler(version, tenants, traces, metrics);
  }
}
