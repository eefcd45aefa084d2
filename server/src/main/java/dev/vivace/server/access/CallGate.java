package dev.vivace.server.access;

import dev.vivace.querier.api.TenantResolver;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.auth.Principal;
import dev.vivace.transport.auth.Verdict;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Stands before the services of the gRPC API. Runs where calls may wait.
public final class CallGate implements ServerInterceptor {

  /// What calls of a service need; one that is not here is refused.
  static final Map<String, Access> SERVICES = Map.of("tempopb.StreamingQuerier", Access.READ);

  private static final Metadata.Key<String> AUTHORIZATION = key(Authenticator.HEADER);
  private static final Metadata.Key<String> TENANT = key(TenantResolver.HEADER);

  private final Gatekeeper gatekeeper;
  private final boolean multitenancyEnabled;

  public CallGate(Gatekeeper gatekeeper, boolean multitenancyEnabled) {
    this.gatekeeper = gatekeeper;
    this.multitenancyEnabled = multitenancyEnabled;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /// A service that answers only those that may call it.
  public BindableService guard(BindableService service) {
    return () -> ServerInterceptors.intercept(service, this);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Authenticator authenticator = gatekeeper.ofApi();
    Status refused = authenticator == null ? Status.OK : decide(authenticator, call, headers);
    if (refused.isOk()) {
      return next.startCall(call, headers);
    }
    call.close(refused, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Status decide(Authenticator authenticator, ServerCall<?, ?> call, Metadata headers) {
    return switch (authenticator.decide(values(headers, AUTHORIZATION))) {
      case Verdict.Known(var principal) -> decide(principal, call, headers);
      case Verdict.Refused(var message) -> Status.UNAUTHENTICATED.withDescription(message);
      case Verdict.Busy(var message) -> Status.UNAVAILABLE.withDescription(message);
      case Verdict.Undecided _ -> throw new IllegalStateException("a decision was not awaited");
    };
  }

  private Status decide(Principal principal, ServerCall<?, ?> call, Metadata headers) {
    Access access = SERVICES.get(call.getMethodDescriptor().getServiceName());
    if (access == null || !access.admits(principal, multitenancyEnabled)) {
      return Status.PERMISSION_DENIED.withDescription(
          "'%s' may not call this; it needs %s"
              .formatted(principal.name(), access == null ? "a rule" : access.needed()));
    }
    if (!multitenancyEnabled) {
      return Status.OK;
    }
    List<String> effective = principal.tenantValues(values(headers, TENANT));
    if (TenantNames.forbidden(principal, effective).isPresent()) {
      return Status.PERMISSION_DENIED.withDescription(TenantNames.refusal(principal));
    }
    headers.discardAll(TENANT);
    effective.forEach(value -> headers.put(TENANT, value));
    return Status.OK;
  }

  private static List<String> values(Metadata headers, Metadata.Key<String> key) {
    List<String> values = new ArrayList<>();
    Iterable<String> all = headers.getAll(key);
    if (all != null) {
      all.forEach(values::add);
    }
    return values;
  }
}
