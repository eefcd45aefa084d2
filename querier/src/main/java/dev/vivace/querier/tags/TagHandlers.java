package dev.vivace.querier.tags;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.querier.api.PartialAnswers;
import dev.vivace.querier.api.QueryHandler;
import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.transport.http.Caller;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.List;
import java.util.Map;

/// Answers the endpoints for names and values.
public final class TagHandlers {

  public static final String OP = "metadata";

  private static final String BEFORE_NAME = "/search/tag/";
  private static final String AFTER_NAME = "/values";

  private final TagRules rules;
  private final TagQueries queries;
  private final QueryMetrics metrics;

  public TagHandlers(TagRules rules, TagQueries queries, QueryMetrics metrics) {
    this.rules = rules;
    this.queries = queries;
    this.metrics = metrics;
  }

  public QueryHandler.Endpoint names(TagVersion version) {
    return (tenants, request) -> names(version, tenants, request);
  }

  public QueryHandler.Endpoint values(TagVersion version) {
    return (tenants, request) -> values(version, tenants, request);
  }

  private HttpResponse names(TagVersion version, List<TenantId> tenants, HttpRequest request) {
    TagNamesRequest checked = rules.names(tenants, version, request);
    TagNames answer = queries.names(checked, new WhileThere<>(request.caller()));
    metrics.inspected(tenants, OP, answer.metrics().inspectedBytes());
    boolean isFirst = version == TagVersion.V1;
    HttpResponse response =
        AnswerFormat.of(request) == AnswerFormat.PROTOBUF
            ? protobuf(
                isFirst
                    ? TagMessages.namesV1(answer, checked.scope()).toByteArray()
                    : TagMessages.namesV2(answer, checked.scope()).toByteArray())
            : json(
                AnswerFormat.JSON,
                isFirst
                    ? TagJson.namesV1(answer, checked.scope())
                    : TagJson.namesV2(answer, checked.scope()));
    return PartialAnswers.mark(response, answer.message());
  }

  private HttpResponse values(TagVersion version, List<TenantId> tenants, HttpRequest request) {
    int begin = request.path().indexOf(BEFORE_NAME) + BEFORE_NAME.length();
    int end = request.path().length() - AFTER_NAME.length();
    // The name may hold slashes, so the path's pattern cannot tell where it ends.
    if (!request.path().endsWith(AFTER_NAME) || end < begin) {
      return HttpResponse.text(404, "404 page not found: " + request.rawPath() + "\n");
    }
    String name = request.path().substring(begin, end);
    TagValues answer =
        queries.values(
            rules.values(tenants, version, name, request), new WhileThere<>(request.caller()));
    metrics.inspected(tenants, OP, answer.metrics().inspectedBytes());
    return PartialAnswers.mark(values(version, answer, AnswerFormat.of(request)), answer.message());
  }

  private static HttpResponse values(TagVersion version, TagValues answer, AnswerFormat format) {
    if (version == TagVersion.V1) {
      return format == AnswerFormat.PROTOBUF
          ? protobuf(TagMessages.valuesV1(answer.values(), answer.metrics()).toByteArray())
          : json(AnswerFormat.JSON, TagJson.valuesV1(answer));
    }
    return switch (format) {
      case PROTOBUF ->
          protobuf(TagMessages.valuesV2(answer.values(), answer.metrics()).toByteArray());
      case JSON -> json(format, TagJson.valuesV2(answer));
      case LLM -> json(format, TagJson.valuesLlm(answer));
    };
  }

  private static HttpResponse protobuf(byte[] bytes) {
    return HttpResponse.of(200, AnswerFormat.PROTOBUF.contentType(), bytes);
  }

  private static HttpResponse json(AnswerFormat format, JsonBytes json) {
    return new HttpResponse(
        200, Map.of("content-type", format.contentType()), json.bytes(), json.length());
  }

  /// Wants the whole answer, unless the caller has gone.
  private record WhileThere<A>(Caller caller) implements TagProgress<A> {

    @Override
    public boolean isWanted() {
      return caller.isThere();
    }

    @Override
    public boolean isDue() {
      return false;
    }

    @Override
    public void found(A soFar) {
      // An answer over plain HTTP comes at once.
    }
  }
}
