package dev.vivace.distributor.ingest;

import dev.vivace.distributor.DoorConfig;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.auth.Principal;
import dev.vivace.transport.auth.Scope;
import dev.vivace.transport.auth.Verdict;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out whose data a request is: who sends it, if senders are asked, and which tenant it
/// names. Senders must be allowed to write, and to use the tenant.
public final class TenantReader {

  /// The header's name, lower-case as HTTP/2 and gRPC want it.
  public static final String HEADER = "x-scope-orgid";

  private static final int UNAUTHENTICATED = 401;

  private final boolean multitenancyEnabled;
  private final @Nullable Authenticator authenticator;

  /// @param authenticator null if nobody is asked who it is
  public TenantReader(boolean multitenancyEnabled, @Nullable Authenticator authenticator) {
    this.multitenancyEnabled = multitenancyEnabled;
    this.authenticator = authenticator;
  }

  /// That of a receiver with this door.
  public TenantReader behind(DoorConfig door) {
    return authenticator == null || door.authenticated()
        ? this
        : new TenantReader(multitenancyEnabled, null);
  }

  /// Whether senders are asked who they are.
  public boolean isAsking() {
    return authenticator != null;
  }

  /// Refuses what can be refused without waiting; [#read] still has to be called.
  public void check(HttpRequest head) throws RefusedException {
    Authenticator asked = authenticator;
    if (asked == null) {
      tenant(tenants(head));
      return;
    }
    Verdict verdict = asked.look(authorization(head));
    if (!(verdict instanceof Verdict.Undecided)) {
      tenant(verdict, tenants(head));
    }
  }

  /// The tenant of a request. May wait where senders are asked: not for event loops.
  public TenantId read(HttpRequest request) throws RefusedException {
    return authenticator == null
        ? tenant(tenants(request))
        : read(authorization(request), tenants(request));
  }

  /// The same for values of the headers [Authenticator#HEADER] and [#HEADER].
  public TenantId read(List<String> authorization, List<String> tenants) throws RefusedException {
    Authenticator asked = authenticator;
    return asked == null ? tenant(tenants) : tenant(asked.decide(authorization), tenants);
  }

  /// What can be said about a sender without waiting; only where senders are asked.
  public Verdict look(List<String> authorization) {
    Authenticator asked = authenticator;
    if (asked == null) {
      throw new IllegalStateException("nobody is asked");
    }
    return asked.look(authorization);
  }

  /// Adds to an answer 401 how one says who one is.
  public HttpResponse challenge(HttpResponse response) {
    Authenticator asked = authenticator;
    return asked == null || response.status() != UNAUTHENTICATED
        ? response
        : response.withHeader("www-authenticate", asked.challenge());
  }

  private static List<String> authorization(HttpRequest request) {
    return request.headers().getOrDefault(Authenticator.HEADER, List.of());
  }

  private static List<String> tenants(HttpRequest request) {
    return request.headers().getOrDefault(HEADER, List.of());
  }

  /// The tenant of a request, once its sender is decided.
  public TenantId tenant(Verdict verdict, List<String> values) throws RefusedException {
    return switch (verdict) {
      case Verdict.Known(var principal) -> tenant(principal, values);
      case Verdict.Refused(var message) ->
          throw new RefusedException(Failure.UNAUTHENTICATED, message);
      case Verdict.Busy(var message) -> throw new RefusedException(Failure.BUSY, message);
      case Verdict.Undecided _ -> throw new IllegalStateException("a decision was not awaited");
    };
  }

  private TenantId tenant(Principal principal, List<String> values) throws RefusedException {
    if (!principal.may(Scope.WRITE)) {
      throw new RefusedException(
          Failure.FORBIDDEN,
          "'%s' may not send spans; its scopes need 'write'".formatted(principal.name()));
    }
    if (!multitenancyEnabled) {
      return TenantId.SINGLE;
    }
    TenantId tenant = tenant(principal.tenantValues(values));
    if (!principal.mayUse(tenant.value())) {
      throw new RefusedException(
          Failure.FORBIDDEN,
          "'%s' may not use tenant '%s'".formatted(principal.name(), tenant.value()));
    }
    return tenant;
  }

  /// The one tenant named. Metadata after a colon is cut off, `a|a` is `a`; none, two headers, two
  /// tenants and malformed ids are refused.
  private TenantId tenant(List<String> headerValues) throws RefusedException {
    if (!multitenancyEnabled) {
      return TenantId.SINGLE;
    }
    if (headerValues.size() != 1 || headerValues.getFirst().isEmpty()) {
      throw new RefusedException(
          Failure.UNAUTHENTICATED,
          "no org id: %d values of %s (expected: exactly one, not empty)"
              .formatted(headerValues.size(), HEADER));
    }
    try {
      return single(headerValues.getFirst());
    } catch (InvalidRequestException e) {
      throw new RefusedException(
          new IngestOutcome.Failed(Failure.INVALID, String.valueOf(e.getMessage()), HEADER));
    }
  }

  private static TenantId single(String value) {
    String[] parts = value.split("\\|", -1);
    TenantId tenant = withoutMetadata(parts[0]);
    for (String part : parts) {
      if (!withoutMetadata(part).equals(tenant)) {
        throw new InvalidRequestException(
            "multiple org IDs present in %s; spans belong to exactly one".formatted(HEADER));
      }
    }
    return tenant;
  }

  private static TenantId withoutMetadata(String part) {
    int colon = part.indexOf(':');
    return new TenantId(colon < 0 ? part : part.substring(0, colon));
  }
}
