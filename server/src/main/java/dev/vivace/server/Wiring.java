package dev.vivace.server;

import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.admission.QueryHelpers;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.querier.metrics.TableMetrics;
import dev.vivace.querier.search.TableSearch;
import dev.vivace.querier.tags.TableTagSearch;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.config.ServerConfig;
import dev.vivace.server.config.TlsFilesConfig;
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
import dev.vivace.transport.http.TlsConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private final Routes routes;

  Wiring(VivaceConfig config, BuildInfo build) {
    this.config = config;
    this.build = build;
    this.overrides = new Overrides(config.overrides().defaults());
    this.routes = new Routes(config.httpApiPrefix(), registry);
  }

  /// The whole process, not yet started.
  Application application() {
    IngesterService ingester = new IngesterService(config, overrides, registry);
    QuerierApi querier = querier(ingester);
    addPages(ingester);
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
    routes.api("GET", path, (request, _) -> api.get(request));
    routes.api("POST", path, (request, _) -> api.post(request));
    routes.api("PATCH", path, (request, _) -> api.patch(request));
    routes.api("DELETE", path, (request, _) -> api.delete(request));
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
    DistributorService distributor = new DistributorService(config, overrides, ingester, registry);
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
    pages.pages().forEach((path, page) -> routes.page("GET", path, (r, _) -> page.handle(r)));
    pages.apiPages().forEach((path, page) -> routes.api("GET", path, (r, _) -> page.handle(r)));
  }

  private void addApiListener(QuerierApi querier) {
    querier
        .handlers()
        .forEach(
            (path, handler) ->
                routes.api(Router.ANY_METHOD, path, (request, _) -> handler.handle(request)));
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
            .withTls(tls(server.httpTlsConfig()));
    Supplier<SharedPortCalls> calls =
        () ->
            SharedPortCalls.start(
                List.of(querier.streaming()),
                server.grpcServerMaxRecvMsgSize().bytes(),
                server.grpcServerMaxSendMsgSize().bytes());
    lifecycle.add(new HttpListener("HTTP API", listener, routes::build, calls, registry));
  }

  private void addGrpcListener(QuerierApi querier) {
    ServerConfig server = config.server();
    lifecycle.add(
        new GrpcListener(
            server.grpcEndpoint(),
            server.grpcServerMaxRecvMsgSize().bytes(),
            server.grpcServerMaxSendMsgSize().bytes(),
            List.of(querier.streaming()),
            readiness));
  }

  private static @Nullable TlsConfig tls(TlsFilesConfig files) {
    if (!files.isOn()) {
      return null;
    }
    return new TlsConfig(
        Path.of(files.certFile()),
        Path.of(files.keyFile()),
        files.clientCaFile().isEmpty() ? null : Path.of(files.clientCaFile()),
        switch (files.clientAuthType()) {
          case TlsFilesConfig.VALID -> TlsConfig.Clients.VALID;
          case TlsFilesConfig.VALID_IF_GIVEN -> TlsConfig.Clients.VALID_IF_GIVEN;
          default -> TlsConfig.Clients.ANONYMOUS;
        });
  }

  /// In the configuration 0 is "no timeout".
  private static Duration orLongest(Duration timeout) {
    return timeout.isZero() ? LONGEST : timeout;
  }
}
