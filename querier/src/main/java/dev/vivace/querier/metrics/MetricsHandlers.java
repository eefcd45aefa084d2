package dev.vivace.querier.metrics;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.querier.api.QueryHandler;
import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Answers `/api/metrics/query_range` and `/api/metrics/query`, always as JSON.
public final class MetricsHandlers {

  public static final String OP = "metrics";

  private final MetricsRules rules;
  private final MetricsQueries queries;
  private final QueryMetrics metrics;
  private final long maxAnswerBytes;

  public MetricsHandlers(
      MetricsRules rules, MetricsQueries queries, QueryMetrics metrics, long maxAnswerBytes) {
    this.rules = rules;
    this.queries = queries;
    this.metrics = metrics;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  public QueryHandler.Endpoint range() {
    return (tenants, request) ->
        answer(tenants, rules.range(tenants, request), request, MetricsJson::range);
  }

  public QueryHandler.Endpoint instant() {
    return (tenants, request) ->
        answer(tenants, rules.instant(tenants, request), request, MetricsJson::instant);
  }

  private HttpResponse answer(
      List<TenantId> tenants,
      MetricsRequest checked,
      HttpRequest request,
      BiFunction<MetricsAnswer, Long, JsonBytes> writer) {
    MetricsAnswer answer = queries.answer(checked, request.caller()::isThere);
    metrics.inspected(tenants, OP, answer.metrics().inspectedBytes());
    JsonBytes json = writer.apply(answer, maxAnswerBytes);
    return new HttpResponse(
        200, Map.of("content-type", AnswerFormat.JSON.contentType()), json.bytes(), json.length());
  }
}
