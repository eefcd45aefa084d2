package dev.vivace.querier.stream;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.TenantResolver;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/// Reads from a call's metadata whose data it asks for.
final class TenantInterceptor implements ServerInterceptor {

  static final Context.Key<List<TenantId>> TENANTS = Context.key("tenants");

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of(TenantResolver.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private final TenantResolver tenants;

  TenantInterceptor(TenantResolver tenants) {
    this.tenants = tenants;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    List<TenantId> asked;
    try {
      asked = tenants.tenants(values(headers));
    } catch (InvalidRequestException e) {
      return refuse(call, Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    }
    if (asked.isEmpty()) {
      return refuse(call, Status.UNAUTHENTICATED.withDescription(TenantResolver.NO_TENANT));
    }
    return Contexts.interceptCall(Context.current().withValue(TENANTS, asked), call, headers, next);
  }

  private static List<String> values(Metadata headers) {
    Iterable<String> all = headers.getAll(HEADER);
    List<String> values = new ArrayList<>();
    if (all != null) {
      all.forEach(values::add);
    }
    return values;
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
