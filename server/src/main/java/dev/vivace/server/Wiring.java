package dev.vivace.server;

import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.admission.QueryHelpers;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.querier.metrics.TableMetrics;
import dev.vivace.querier.search.TableSearch;
import dev.vivace.querier.tags.TableTagSearch;
import dev.vivace.server.access.Access;
import dev.vivace.server.access.ApiGate;
import dev.vivace.server.access.CallGate;
import dev.vivace.server.access.Gatekeeper;
import dev.vivace.server.access.TlsSettings;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.config.ServerConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.grpc.GrpcListener;
import dev.vivace.server.grpc.SharedPortCalls;
import dev.vivace.server.lifecycle.Lifecycle;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.server.overrides.Overrides;
import dev.vivace.server.overrides.OverridesApi;
import dev.vivace.server.overrides.OverridesService;
import dev.vivace.server.pages.BuildInfo;
import dev.vivace.server.pages.ProcessMetrics;
import dev.vivace.server.pages.StatusPages;
import dev.vivace.server.roles.CompactorService;
import dev.vivace.server.roles.DistributorService;
import dev.vivace.server.roles.IngesterService;
import dev.vivace.traceql.engine.TagFilterPlan;
import dev.vivace.transport.http.HttpLimits;
import dev.vivace.transport.http.HttpServerConfig;
import dev.vivace.transport.http.HttpTimeouts;
import dev.vivace.transport.http.Router;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Builds the parts of the process from its configuration and joins them. This is the one place
/// that knows every role; the roles meet here and nowhere else.
///
/// Services start in the order in which they are added: the API's port first, so that probes are
/// answered while the log is replayed, then what keeps spans and the house, then what takes them.
/// Stopping goes the other way. Routes may be added until the start.
final class Wiring {

  // A query of 128 KiB in which every byte is percent-encoded, and room for the rest.
  private static final int MAX_URL_BYTES = 448 << 10;

  // Nothing is posted here but calls of gRPC; four such bodies are the port's budget.
  private static final long MAX_API_BODY_BYTES = 64 << 20;

  // A connection that waits takes some 20 KiB.
  private static final int MAX_API_CONNECTIONS = 4096;

  private static final Duration LONGEST = Duration.ofDays(365);

  private final VivaceConfig config;
  private final BuildInfo build;
  private final Lifecycle lifecycle = new Lifecycle();
  private final Readiness readiness = new Readiness();
  private final PrometheusMeterRegistry registry = StatusPages.newRegistry();
  private final Overrides overrides;
  private final Gatekeeper gatekeeper;
  private final CallGate callGate;
  private final Routes routes;

  Wiring(VivaceConfig config, BuildInfo build) {
    this.config = config;
    this.build = build;
    this.overrides = new Overrides(config.overrides().defaults());
    this.gatekeeper = new Gatekeeper(config.auth(), registry);
    this.callGate = new CallGate(gatekeeper, config.multitenancyEnabled());
    ApiGate gate = new ApiGate(gatekeeper, config.multitenancyEnabled());
    this.routes = new Routes(config.httpApiPrefix(), gate, registry);
  }

  /// The whole process, not yet started.
  Application application() {
    IngesterService ingester = new IngesterService(config, overrides, registry);
    QuerierApi querier = querier(ingester);
    addPages(ingester);
    lifecycle.add(gatekeeper);
    lifecycle.add(new OverridesService(config.overrides(), System.getenv(), overrides, registry));
    addApiListener(querier);
    addGrpcListener(querier);
    addIngester(ingester);
    addOverridesApi(ingester);
    lifecycle.add(new CompactorService(config, overrides, ingester, registry));
    addDistributor(ingester);
    return new Application(config, lifecycle, readiness, new ProcessMetrics(registry, build));
  }

  private void addIngester(IngesterService ingester) {
    lifecycle.add(ingester);
    readiness.require(ingester::reasonNotReady);
  }

  private void addOverridesApi(IngesterService ingester) {
    var userConfigurable = config.overrides().userConfigurableOverrides();
    if (!userConfigurable.enabled()) {
      return;
    }
    OverridesApi api =
        new OverridesApi(
            userConfigurable,
            new TenantResolver(new TenancyConfig(config.multitenancyEnabled(), true)),
            overrides,
            ingester::sharedStore,
            registry);
    lifecycle.add(api);
    String path = "/api/overrides";
    routes.api("GET", path, Access.READ, (request, _) -> api.get(request));
    routes.api("POST", path, Access.ADMIN, (request, _) -> api.post(request));
    routes.api("PATCH", path, Access.ADMIN, (request, _) -> api.patch(request));
    routes.api("DELETE", path, Access.ADMIN, (request, _) -> api.delete(request));
  }

  private QuerierApi querier(IngesterService ingester) {
    QuerySlots slots = QueryConfigs.slots(config, registry);
    Duration timeout = config.querier().search().queryTimeout();
    QuerierApi.Sources sources =
        new QuerierApi.Sources(
            ingester,
            new TableSearch(ingester, slots, QueryConfigs.searchLimits(config)),
            new TableTagSearch(ingester, filter -> new TagFilterPlan(filter)::rows, slots, timeout),
            new TableMetrics(
                ingester, slots, QueryHelpers.ofProcessors(), QueryConfigs.metricsLimits(config)));
    return new QuerierApi(
        QueryConfigs.of(config, overrides), sources, InstantSource.system(), registry);
  }

  private void addDistributor(IngesterService ingester) {
    DistributorService distributor =
        new DistributorService(config, overrides, gatekeeper::ofReceivers, ingester, registry);
    lifecycle.add(distributor);
    distributor.ports().forEach(lifecycle::add);
  }

  private void addPages(IngesterService ingester) {
    StatusPages pages =
        new StatusPages(
            config,
            build,
            lifecycle,
            routes::described,
            readiness,
            ingester::storage,
            overrides,
            registry);
    pages
        .pages()
        .forEach(
            (path, page) ->
                routes.page("GET", path, page.access(), (r, _) -> page.handler().handle(r)));
    pages
        .apiPages()
        .forEach(
            (path, page) ->
                routes.api("GET", path, page.access(), (r, _) -> page.handler().handle(r)));
  }

  private void addApiListener(QuerierApi querier) {
    querier
        .handlers()
        .forEach(
            (path, handler) ->
                routes.api(
                    Router.ANY_METHOD, path, Access.READ, (request, _) -> handler.handle(request)));
    ServerConfig server = config.server();
    Endpoint endpoint = server.httpEndpoint();
    HttpServerConfig listener =
        HttpServerConfig.of("api", "server.http_listen_port", endpoint.host(), endpoint.port())
            .withTimeouts(
                new HttpTimeouts(
                    HttpTimeouts.DEFAULT.header(),
                    orLongest(server.httpServerIdleTimeout()),
                    orLongest(server.httpServerReadTimeout()),
                    orLongest(server.httpServerWriteTimeout())))
            .withLimits(
                HttpLimits.DEFAULT
                    .withMaxBodyBytes(
                        (int)
                            Math.min(MAX_API_BODY_BYTES, server.grpcServerMaxRecvMsgSize().bytes()))
                    .withMaxHeaderBytes(MAX_URL_BYTES)
                    .withMaxConnections(MAX_API_CONNECTIONS))
            .withTls(TlsSettings.api(server, server.httpTlsConfig()));
    Supplier<SharedPortCalls> calls =
        () ->
            SharedPortCalls.start(
                List.of(callGate.guard(querier.streaming())),
                server.grpcServerMaxRecvMsgSize().bytes(),
                server.grpcServerMaxSendMsgSize().bytes());
    lifecycle.add(
        new HttpListener("HTTP API", listener, routes::build, calls, apiAsks(), registry));
  }

  private void addGrpcListener(QuerierApi querier) {
    ServerConfig server = config.server();
    lifecycle.add(
        new GrpcListener(
            server.grpcEndpoint(),
            new GrpcListener.Door(TlsSettings.api(server, server.grpcTlsConfig()), apiAsks()),
            server.grpcServerMaxRecvMsgSize().bytes(),
            server.grpcServerMaxSendMsgSize().bytes(),
            List.of(callGate.guard(querier.streaming())),
            readiness,
            registry));
  }

  private boolean apiAsks() {
    return config.auth().isOn() && config.auth().apiRequired();
  }

  /// What each route needs; once all have been added.
  Map<String, Access> access() {
    return routes.access();
  }

  /// In the configuration 0 is "no timeout".
  private static Duration orLongest(Duration timeout) {
    return timeout.isZero() ? LONGEST : timeout;
  }
}
