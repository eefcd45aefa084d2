package dev.vivace.server;

import dev.vivace.server.access.Access;
import dev.vivace.server.access.ApiGate;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.RouteHandler;
import dev.vivace.transport.http.Router;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Collects what the API's port answers, from all who have something to say there, and what each of
/// it needs of who asks.
final class Routes {

  private final String apiPrefix;
  private final ApiGate gate;
  private final Router.Builder router;
  private final SequencedMap<String, Access> described = new LinkedHashMap<>();
  private final Set<String> open = new LinkedHashSet<>();

  /// @param apiPrefix `http_api_prefix`
  Routes(String apiPrefix, ApiGate gate, MeterRegistry registry) {
    this.apiPrefix = apiPrefix;
    this.gate = gate;
    this.router = Router.builder(registry).apiPrefix(apiPrefix);
  }

  /// Adds a route that comes after the API's prefix.
  Routes api(String method, String pattern, Access access, RouteHandler handler) {
    describe(method, apiPrefix + pattern, access);
    router.api(method, pattern, gate.guard(access, handler));
    return this;
  }

  /// Adds a route that stays where it is.
  Routes page(String method, String pattern, Access access, RouteHandler handler) {
    describe(method, pattern, access);
    router.route(method, pattern, gate.guard(access, handler));
    return this;
  }

  private void describe(String method, String path, Access access) {
    described.put(method + " " + path, access);
    if (access == Access.OPEN) {
      open.add(path);
    }
  }

  /// The routes so far, one a line: `GET /ready`.
  List<String> described() {
    return new ArrayList<>(described.sequencedKeySet());
  }

  /// What each of them needs.
  Map<String, Access> access() {
    return new LinkedHashMap<>(described);
  }

  HttpHandler build() {
    return gate.guard(router.build(), Set.copyOf(open));
  }
}
