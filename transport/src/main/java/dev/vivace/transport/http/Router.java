package dev.vivace.transport.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The handler of an API with many paths: hands each request to the route whose method and pattern
/// fit, literal segments before variables. No pattern fits: 404. Only other methods' do: 405 with
/// `Allow`. A GET route answers HEAD too, one of [#ANY_METHOD] every method. Requests are measured
/// by route. Immutable.
public final class Router implements HttpHandler {

  /// The method of a route that answers whatever comes.
  public static final String ANY_METHOD = "*";

  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final List<Route> routes;
  private final RouteMetrics unrouted;

  private Router(MeterRegistry registry, List<Route> routes) {
    this.routes =
        routes.stream().sorted(Comparator.comparing(route -> route.pattern().rank())).toList();
    this.unrouted = new RouteMetrics(registry, "other", "other");
  }

  public static Builder builder(MeterRegistry registry) {
    return new Builder(registry);
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    List<String> path =
        PathPattern.split(request.rawPath().startsWith("/") ? request.rawPath() : "/");
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<PathVariables> variables = route.pattern().match(path);
      if (variables.isPresent()) {
        if (route.answers(request.method())) {
          return route.handle(request, variables.get());
        }
        allowed.add(route.method());
      }
    }
    return measureUnrouted(request, allowed);
  }

  private HttpResponse measureUnrouted(HttpRequest request, Set<String> allowed) {
    HttpResponse response = allowed.isEmpty() ? notFound(request) : notAllowed(request, allowed);
    unrouted.begin();
    unrouted.end(response.status(), 0);
    return response;
  }

  private static HttpResponse notFound(HttpRequest request) {
    return ErrorAnswers.text(404, "404 page not found: " + request.rawPath());
  }

  private static HttpResponse notAllowed(HttpRequest request, Set<String> allowed) {
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String allow = String.join(", ", allowed);
    String method = KNOWN_METHODS.contains(request.method()) ? request.method() : "this method";
    return ErrorAnswers.text(405, "%s is not allowed here (allowed: %s)".formatted(method, allow))
        .withHeader("allow", allow);
  }

  private record Route(
      String method, PathPattern pattern, RouteHandler handler, RouteMetrics metrics) {

    boolean answers(String requested) {
      return method.equals(ANY_METHOD)
          || method.equals(requested)
          || (method.equals("GET") && requested.equals("HEAD"));
    }

    HttpResponse handle(HttpRequest request, PathVariables variables) {
      long startNanos = System.nanoTime();
      metrics.begin();
      HttpResponse response;
      try {
        response = handler.handle(request, variables);
      } catch (Throwable thrown) { // Measured with its status, whatever it was.
        response = ErrorAnswers.of(request, thrown);
      }
      metrics.end(response.status(), System.nanoTime() - startNanos);
      return response;
    }
  }

  /// Collects routes.
  public static final class Builder {

    private final MeterRegistry registry;
    private final List<Route> routes = new ArrayList<>();
    private String apiPrefix = "";

    private Builder(MeterRegistry registry) {
      this.registry = registry;
    }

    /// Puts `http_api_prefix` in front of the [#api] routes that follow; empty or `/` is none.
    public Builder apiPrefix(String prefix) {
      String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
      if (!trimmed.isEmpty() && !trimmed.startsWith("/")) {
        throw new IllegalArgumentException(
            "http_api_prefix: '%s' (expected: begins with '/')".formatted(prefix));
      }
      apiPrefix = trimmed;
      return this;
    }

    /// Adds a route under the API prefix. Its label in metrics is that of the pattern without it.
    public Builder api(String method, String pattern, RouteHandler handler) {
      return add(method, apiPrefix, pattern, handler);
    }

    /// Adds a route as it is.
    public Builder route(String method, String pattern, RouteHandler handler) {
      return add(method, "", pattern, handler);
    }

    private Builder add(String method, String prefix, String pattern, RouteHandler handler) {
      String label = new PathPattern(pattern).label();
      RouteMetrics metrics =
          new RouteMetrics(registry, method.equals(ANY_METHOD) ? "any" : method, label);
      routes.add(new Route(method, new PathPattern(prefix + pattern), handler, metrics));
      return this;
    }

    public Router build() {
      return new Router(registry, routes);
    }
  }
}
