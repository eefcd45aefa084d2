package dev.vivace.server;

import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.config.ServerConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.grpc.GrpcListener;
import dev.vivace.server.lifecycle.Lifecycle;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.server.pages.BuildInfo;
import dev.vivace.server.pages.ProcessMetrics;
import dev.vivace.server.pages.StatusPages;
import dev.vivace.server.roles.DistributorService;
import dev.vivace.server.roles.IngesterService;
import dev.vivace.transport.http.HttpServerConfig;
import dev.vivace.transport.http.HttpTimeouts;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/// Builds the parts of the process from its configuration and joins them. This is the one place
/// that knows every role; the roles meet here and nowhere else.
///
/// Services start in the order in which they are added: the API's port first, so that probes are
/// answered while the log is replayed, then what keeps spans, then what takes them. Stopping goes
/// the other way. Routes may be added until the start.
final class Wiring {

  private static final Duration LONGEST = Duration.ofDays(365);

  private final VivaceConfig config;
  private final BuildInfo build;
  private final Lifecycle lifecycle = new Lifecycle();
  private final Readiness readiness = new Readiness();
  private final PrometheusMeterRegistry registry = StatusPages.newRegistry();
  private final Routes routes;

  Wiring(VivaceConfig config, BuildInfo build) {
    this.config = config;
    this.build = build;
    this.routes = new Routes(config.httpApiPrefix(), registry);
  }

  /// The whole process, not yet started.
  Application application() {
    addPages();
    addApiListener();
    addGrpcListener();
    IngesterService ingester = addIngester();
    addQuerier(ingester);
    addDistributor(ingester);
    return new Application(config, lifecycle, readiness, new ProcessMetrics(registry, build));
  }

  private IngesterService addIngester() {
    IngesterService ingester = new IngesterService(config, registry);
    lifecycle.add(ingester);
    readiness.require(ingester::reasonNotReady);
    return ingester;
  }

  private void addQuerier(IngesterService ingester) {
    long maxBytesPerTrace = config.overrides().defaults().global().maxBytesPerTrace().bytes();
    QuerierApi api =
        new QuerierApi(
            new TenancyConfig(config.multitenancyEnabled(), true),
            new TraceByIdConfig(
                _ -> maxBytesPerTrace, TraceByIdConfig.defaults().maxTraceResponseBytes()),
            ingester,
            registry);
    api.handlers()
        .forEach(
            (path, handler) -> routes.api("GET", path, (request, _) -> handler.handle(request)));
  }

  private void addDistributor(IngesterService ingester) {
    DistributorService distributor = new DistributorService(config, ingester, registry);
    lifecycle.add(distributor);
    distributor.ports().forEach(lifecycle::add);
  }

  private void addPages() {
    StatusPages pages =
        new StatusPages(config, build, lifecycle, routes::described, readiness, registry);
    pages.pages().forEach((path, page) -> routes.page("GET", path, (r, _) -> page.handle(r)));
    pages.apiPages().forEach((path, page) -> routes.api("GET", path, (r, _) -> page.handle(r)));
  }

  private void addApiListener() {
    ServerConfig server = config.server();
    Endpoint endpoint = server.httpEndpoint();
    HttpServerConfig listener =
        HttpServerConfig.of("api", "server.http_listen_port", endpoint.host(), endpoint.port())
            .withTimeouts(
                new HttpTimeouts(
                    HttpTimeouts.DEFAULT.header(),
                    orLongest(server.httpServerIdleTimeout()),
                    orLongest(server.httpServerReadTimeout()),
                    orLongest(server.httpServerWriteTimeout())));
    lifecycle.add(new HttpListener("HTTP API", listener, routes::build, registry));
  }

  private void addGrpcListener() {
    ServerConfig server = config.server();
    lifecycle.add(
        new GrpcListener(
            server.grpcEndpoint(),
            server.grpcServerMaxRecvMsgSize().bytes(),
            server.grpcServerMaxSendMsgSize().bytes(),
            List.of(),
            readiness));
  }

  /// In the configuration 0 is "no timeout".
  private static Duration orLongest(Duration timeout) {
    return timeout.isZero() ? LONGEST : timeout;
  }
}
