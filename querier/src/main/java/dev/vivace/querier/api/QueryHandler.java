package dev.vivace.querier.api;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.json.AnswerTooLargeException;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.List;

/// What every search endpoint does around its answer: finds out whose data is asked for, and counts
/// the query.
public final class QueryHandler implements HttpHandler {

  /// One endpoint.
  @FunctionalInterface
  public interface Endpoint {

    /// @param tenants at least one
    HttpResponse answer(List<TenantId> tenants, HttpRequest request);
  }

  private final String op;
  private final TenantResolver tenants;
  private final QueryMetrics metrics;
  private final Endpoint endpoint;

  /// @param op the endpoint's name in metrics
  public QueryHandler(String op, TenantResolver tenants, QueryMetrics metrics, Endpoint endpoint) {
    this.op = op;
    this.tenants = tenants;
    this.metrics = metrics;
    this.endpoint = endpoint;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    List<TenantId> asked = tenants.tenants(request);
    if (asked.isEmpty()) {
      return HttpResponse.text(401, TenantResolver.NO_TENANT);
    }
    try {
      return endpoint.answer(asked, request);
    } catch (AnswerTooLargeException e) {
      return HttpResponse.text(
          422, "the answer exceeds %d bytes; ask for fewer results".formatted(e.maxBytes()));
    } finally {
      if (request.caller().isThere()) {
        metrics.completed(asked, op);
      } else {
        metrics.canceled(asked, op);
      }
    }
  }
}
