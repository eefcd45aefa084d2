package dev.vivace.server.access;

import dev.vivace.querier.api.TenantResolver;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.auth.Principal;
import dev.vivace.transport.auth.Verdict;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import dev.vivace.transport.http.PathVariables;
import dev.vivace.transport.http.RouteHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Stands before the routes of the HTTP API. Who may not come in never reaches a handler, and who
/// does reaches it with tenants that it may use.
public final class ApiGate {

  private final Gatekeeper gatekeeper;
  private final boolean multitenancyEnabled;

  public ApiGate(Gatekeeper gatekeeper, boolean multitenancyEnabled) {
    this.gatekeeper = gatekeeper;
    this.multitenancyEnabled = multitenancyEnabled;
  }

  /// A handler that answers only those that `access` admits.
  public RouteHandler guard(Access access, RouteHandler handler) {
    return access == Access.OPEN
        ? handler
        : (request, variables) -> {
          Authenticator authenticator = gatekeeper.ofApi();
          return authenticator == null
              ? handler.handle(request, variables)
              : answer(authenticator, access, handler, request, variables);
        };
  }

  /// The same for a handler as a whole, for what can be said before a body is read.
  ///
  /// @param open paths where nobody is asked
  public HttpHandler guard(HttpHandler handler, Set<String> open) {
    return new HttpHandler() {
      @Override
      public HttpResponse handle(HttpRequest request) throws Exception {
        return handler.handle(request);
      }

      @Override
      public @Nullable HttpResponse check(HttpRequest head) {
        Authenticator authenticator = gatekeeper.ofApi();
        if (authenticator == null || open.contains(head.rawPath())) {
          return handler.check(head);
        }
        Verdict verdict = authenticator.look(authorization(head));
        return verdict instanceof Verdict.Refused(var message)
            ? unknown(authenticator, message)
            : handler.check(head);
      }

      @Override
      public HttpResponse refuse(HttpRequest head, int status, String message) {
        return handler.refuse(head, status, message);
      }
    };
  }

  private HttpResponse answer(
      Authenticator authenticator,
      Access access,
      RouteHandler handler,
      HttpRequest request,
      PathVariables variables)
      throws Exception {
    return switch (authenticator.decide(authorization(request))) {
      case Verdict.Known(var principal) -> answer(principal, access, handler, request, variables);
      case Verdict.Refused(var message) -> unknown(authenticator, message);
      case Verdict.Busy(var message) ->
          HttpResponse.text(503, message + "\n").withHeader("retry-after", "1");
      case Verdict.Undecided _ -> throw new IllegalStateException("a decision was not awaited");
    };
  }

  private HttpResponse answer(
      Principal principal,
      Access access,
      RouteHandler handler,
      HttpRequest request,
      PathVariables variables)
      throws Exception {
    if (!access.admits(principal, multitenancyEnabled)) {
      return HttpResponse.text(
          403, "'%s' may not do this; it needs %s\n".formatted(principal.name(), access.needed()));
    }
    if (!multitenancyEnabled) {
      return handler.handle(request, variables);
    }
    List<String> named = request.headers().getOrDefault(TenantResolver.HEADER, List.of());
    List<String> effective = principal.tenantValues(named);
    if (TenantNames.forbidden(principal, effective).isPresent()) {
      return HttpResponse.text(403, TenantNames.refusal(principal) + "\n");
    }
    return handler.handle(withTenants(request, effective), variables);
  }

  private static HttpRequest withTenants(HttpRequest request, List<String> values) {
    if (values.isEmpty()) {
      return request;
    }
    Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
    headers.put(TenantResolver.HEADER, values);
    return request.withHeaders(headers);
  }

  private static HttpResponse unknown(Authenticator authenticator, String message) {
    return HttpResponse.text(401, message + "\n")
        .withHeader("www-authenticate", authenticator.challenge());
  }

  private static List<String> authorization(HttpRequest request) {
    return request.headers().getOrDefault(Authenticator.HEADER, List.of());
  }
}
