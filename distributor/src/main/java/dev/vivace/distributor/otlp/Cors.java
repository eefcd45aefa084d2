package dev.vivace.distributor.otlp;

import dev.vivace.distributor.CorsConfig;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What browsers must be told before they let a page send spans. The origin is always echoed and
/// credentials always allowed: `sendBeacon` sends them, and `*` would then not do.
///
/// Source: WHATWG Fetch, "HTTP-CORS protocol".
final class Cors {

  private static final Set<String> ALWAYS_ALLOWED =
      Set.of("accept", "accept-language", "content-type", "content-language");
  private static final String PREFLIGHT_VARY =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
  private static final String REQUEST_METHOD = "access-control-request-method";
  private static final String REQUEST_HEADERS = "access-control-request-headers";

  private final CorsConfig config;

  Cors(CorsConfig config) {
    this.config = config;
  }

  static boolean isPreflight(HttpRequest request) {
    return request.method().equals("OPTIONS")
        && request.headers().containsKey("origin")
        && request.headers().containsKey(REQUEST_METHOD);
  }

  /// The answer to a preflight: what is allowed, or nothing that a browser would take for leave.
  HttpResponse preflight(HttpRequest request) {
    HttpResponse response = HttpResponse.empty(204).withHeader("vary", PREFLIGHT_VARY);
    String origin = request.header("origin").orElse("");
    String method = request.header(REQUEST_METHOD).orElse("");
    Optional<String> headers = request.header(REQUEST_HEADERS);
    if (!isAllowedOrigin(origin)
        || !method.equals("POST")
        || !areAllowedHeaders(headers.orElse(""))) {
      return response;
    }
    response =
        response
            .withHeader("access-control-allow-origin", origin)
            .withHeader("access-control-allow-methods", "POST")
            .withHeader("access-control-allow-credentials", "true");
    if (headers.isPresent()) {
      response = response.withHeader("access-control-allow-headers", headers.get());
    }
    return config.maxAge().isZero()
        ? response
        : response.withHeader("access-control-max-age", Long.toString(config.maxAge().toSeconds()));
  }

  /// The answer to anything else, errors included, readable by the page that asked.
  HttpResponse decorate(HttpRequest request, HttpResponse response) {
    if (config.allowedOrigins().isEmpty()) {
      return response;
    }
    HttpResponse varied = response.withHeader("vary", "Origin");
    Optional<String> origin = request.header("origin").filter(this::isAllowedOrigin);
    if (origin.isEmpty()) {
      return varied;
    }
    return varied
        .withHeader("access-control-allow-origin", origin.get())
        .withHeader("access-control-allow-credentials", "true")
        .withHeader("access-control-expose-headers", "Retry-After");
  }

  private boolean isAllowedOrigin(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return config.allowedOrigins().stream()
        .anyMatch(pattern -> Wildcard.matches(pattern.toLowerCase(Locale.ROOT), lower));
  }

  private boolean areAllowedHeaders(String requested) {
    if (config.allowedHeaders().contains("*")) {
      return true;
    }
    for (String header : requested.toLowerCase(Locale.ROOT).split(",", -1)) {
      String name = header.trim();
      boolean allowed =
          name.isEmpty()
              || ALWAYS_ALLOWED.contains(name)
              || config.allowedHeaders().stream().anyMatch(name::equalsIgnoreCase);
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
