package dev.vivace.querier.search;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.QueryParameters;
import dev.vivace.querier.api.RangeRules;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.querier.search.SearchFilter.ByQuery;
import dev.vivace.querier.search.SearchFilter.ByTags;
import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.legacy.LegacySearch;
import dev.vivace.traceql.syntax.DurationParser;
import dev.vivace.transport.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Turns what a caller sends into a checked search, or throws an [InvalidRequestException].
public final class SearchRules {

  /// Every name that is no tag when it comes as a parameter of its own.
  private static final Set<String> PARAMETERS =
      Set.of(
          "q",
          "tags",
          "minDuration",
          "maxDuration",
          "limit",
          "spss",
          "start",
          "end",
          "since",
          "skip_ast_transformations");

  private final SearchConfig config;
  private final RangeRules ranges;

  public SearchRules(SearchConfig config, InstantSource clock) {
    this.config = config;
    this.ranges = new RangeRules(config.defaultRange(), config.endCutoff(), clock);
  }

  /// Reads the parameters of `/api/search`.
  public CheckedSearch read(List<TenantId> tenants, HttpRequest request) {
    QueryParameters parameters = new QueryParameters(request);
    if (parameters.has("q") && parameters.has("tags")) {
      throw new InvalidRequestException("can't specify tags and q in the same query");
    }
    LegacySearch byTags =
        LegacySearch.parse(
            parameters.text("tags"),
            bound(parameters.text("minDuration")),
            bound(parameters.text("maxDuration")));
    SearchFilter filter =
        parameters.has("q")
            ? query(parameters.text("q"))
            : new ByTags(withBareParameters(byTags, parameters, request));
    int limit = parameters.count("limit").orElse(config.defaultResultLimit());
    return check(
        tenants, filter, parameters.range(ranges), limit, parameters.count("spss").orElse(0));
  }

  /// Reads the message of the streaming service, in which 0 is "not given".
  public CheckedSearch read(
      List<TenantId> tenants, dev.vivace.model.proto.tempopb.SearchRequest request) {
    boolean hasTags = !request.getTagsMap().isEmpty();
    if (!request.getQuery().isEmpty() && hasTags) {
      throw new InvalidRequestException("can't specify tags and q in the same query");
    }
    long min = Integer.toUnsignedLong(request.getMinDurationMs());
    long max = Integer.toUnsignedLong(request.getMaxDurationMs());
    if (max != 0 && max < min) {
      throw new InvalidRequestException(
          "MaxDurationMs: %d (expected: at least MinDurationMs, %d)".formatted(max, min));
    }
    SearchFilter filter =
        request.getQuery().isEmpty()
            ? new ByTags(
                LegacySearch.of(request.getTagsMap(), min, max == 0 ? Long.MAX_VALUE : max))
            : query(request.getQuery());
    TimeRange range =
        ranges.of(
            Integer.toUnsignedLong(request.getStart()),
            Integer.toUnsignedLong(request.getEnd()),
            Duration.ZERO);
    int limit = request.getLimit() == 0 ? config.defaultResultLimit() : request.getLimit();
    return check(tenants, filter, range, limit, request.getSpansPerSpanSet());
  }

  /// @param limit and spansPerSpanset: unsigned
  private CheckedSearch check(
      List<TenantId> tenants, SearchFilter filter, TimeRange range, int limit, int spans) {
    if (limit == 0 || Integer.compareUnsigned(limit, config.maxResultLimit()) > 0) {
      throw new InvalidRequestException(
          "limit: %s (expected: 1 to %d, query_frontend.search.max_result_limit)"
              .formatted(Integer.toUnsignedString(limit), config.maxResultLimit()));
    }
    if (Integer.compareUnsigned(spans, config.maxSpansPerSpanset()) > 0) {
      throw new InvalidRequestException(
          "spss: %s (expected: 0 to %d, query_frontend.search.max_spans_per_span_set)"
              .formatted(Integer.toUnsignedString(spans), config.maxSpansPerSpanset()));
    }
    for (TenantId tenant : tenants) {
      RangeRules.check(range, config.maxDuration().apply(tenant));
    }
    return new CheckedSearch(
        tenants,
        filter,
        range,
        limit,
        spans == 0 ? config.defaultSpansPerSpanset() : spans,
        tenants.stream().anyMatch(config.leftPadTraceIds()));
  }

  private static SearchFilter query(String text) {
    try {
      return new ByQuery(TraceQl.parse(text));
    } catch (QueryException e) {
      throw new InvalidRequestException("invalid TraceQL query: " + e.getMessage(), e);
    }
  }

  /// Some clients always send `0s` for "no bound".
  private static String bound(String duration) {
    return DurationParser.parseClock(duration).orElse(-1) == 0 ? "" : duration;
  }

  private static LegacySearch withBareParameters(
      LegacySearch byTags, QueryParameters parameters, HttpRequest request) {
    if (parameters.has("tags") || parameters.has("start") || parameters.has("end")) {
      return byTags;
    }
    Map<String, String> tags = new LinkedHashMap<>();
    request
        .parameters()
        .forEach(
            (name, values) -> {
              if (!PARAMETERS.contains(name) && !name.isEmpty()) {
                tags.put(name, soleValue(name, values));
              }
            });
    return tags.isEmpty()
        ? byTags
        : LegacySearch.of(tags, byTags.minDurationMillis(), byTags.maxDurationMillis());
  }

  private static String soleValue(String name, List<String> values) {
    if (values.size() > 1) {
      throw new InvalidRequestException(
          "tags: the key '%s' comes %d times; name it once".formatted(name, values.size()));
    }
    return values.isEmpty() ? "" : values.getFirst();
  }
}
