package dev.vivace.server;

import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.RouteHandler;
import dev.vivace.transport.http.Router;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/// Collects what the API's port answers, from all who have something to say there.
final class Routes {

  private final String apiPrefix;
  private final Router.Builder router;
  private final List<String> described = new ArrayList<>();

  /// @param apiPrefix `http_api_prefix`
  Routes(String apiPrefix, MeterRegistry registry) {
    this.apiPrefix = apiPrefix;
    this.router = Router.builder(registry).apiPrefix(apiPrefix);
  }

  /// Adds a route that comes after the API's prefix.
  Routes api(String method, String pattern, RouteHandler handler) {
    described.add(method + " " + apiPrefix + pattern);
    router.api(method, pattern, handler);
    return this;
  }

  /// Adds a route that stays where it is.
  Routes page(String method, String pattern, RouteHandler handler) {
    described.add(method + " " + pattern);
    router.route(method, pattern, handler);
    return this;
  }

  /// The routes so far, one a line: `GET /ready`.
  List<String> described() {
    return List.copyOf(described);
  }

  HttpHandler build() {
    return router.build();
  }
}
