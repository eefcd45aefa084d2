package dev.vivace.querier.search;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.querier.api.PartialAnswers;
import dev.vivace.querier.api.QueryHandler;
import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.transport.http.Caller;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.List;
import java.util.Map;

/// Answers `/api/search`.
public final class SearchHandler implements QueryHandler.Endpoint {

  public static final String OP = "search";

  private final SearchRules rules;
  private final TenantsSearch search;
  private final QueryMetrics metrics;
  private final long maxAnswerBytes;

  public SearchHandler(
      SearchRules rules, TenantsSearch search, QueryMetrics metrics, long maxAnswerBytes) {
    this.rules = rules;
    this.search = search;
    this.metrics = metrics;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  @Override
  public HttpResponse answer(List<TenantId> tenants, HttpRequest request) {
    CheckedSearch checked = rules.read(tenants, request);
    SearchAnswer answer = search.search(checked, new WhileThere(request.caller()));
    metrics.inspected(tenants, OP, answer.metrics().inspectedBytes());
    return PartialAnswers.mark(
        format(answer, checked.leftPadTraceIds(), AnswerFormat.of(request)), answer.message());
  }

  private HttpResponse format(SearchAnswer answer, boolean leftPad, AnswerFormat format) {
    if (format == AnswerFormat.PROTOBUF) {
      byte[] bytes = SearchMessages.answer(answer, leftPad).toByteArray();
      return HttpResponse.of(200, format.contentType(), bytes);
    }
    JsonBytes json = SearchJson.write(answer, leftPad, maxAnswerBytes);
    return new HttpResponse(
        200, Map.of("content-type", AnswerFormat.JSON.contentType()), json.bytes(), json.length());
  }

  /// Wants the whole answer, unless the caller has gone.
  private record WhileThere(Caller caller) implements SearchProgress {

    @Override
    public boolean isWanted() {
      return caller.isThere();
    }

    @Override
    public boolean isDue() {
      return false;
    }

    @Override
    public void found(List<FoundTrace> newest, SearchMetrics metrics) {
      // An answer over plain HTTP comes at once.
    }
  }
}
