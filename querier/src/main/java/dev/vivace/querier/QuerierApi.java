package dev.vivace.querier;

import dev.vivace.querier.api.QueryHandler;
import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.querier.metrics.MetricsConfig;
import dev.vivace.querier.metrics.MetricsHandlers;
import dev.vivace.querier.metrics.MetricsQueries;
import dev.vivace.querier.metrics.MetricsRules;
import dev.vivace.querier.search.SearchConfig;
import dev.vivace.querier.search.SearchHandler;
import dev.vivace.querier.search.SearchRules;
import dev.vivace.querier.search.TenantsSearch;
import dev.vivace.querier.search.TraceSearch;
import dev.vivace.querier.stream.MetricsStreams;
import dev.vivace.querier.stream.StreamConfig;
import dev.vivace.querier.stream.StreamingQuerier;
import dev.vivace.querier.tags.TagConfig;
import dev.vivace.querier.tags.TagHandlers;
import dev.vivace.querier.tags.TagQueries;
import dev.vivace.querier.tags.TagRules;
import dev.vivace.querier.tags.TagSearch;
import dev.vivace.querier.tags.TagVersion;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.querier.trace.TraceByIdHandler;
import dev.vivace.querier.trace.TraceLookup;
import dev.vivace.querier.trace.TraceVersion;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpResponse;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// The querier's endpoints. Those over HTTP take any method, as the reference's do: all parameters
/// are in the URL.
public final class QuerierApi {

  /// What queries are bounded by.
  public record Config(
      TenancyConfig tenancy,
      TraceByIdConfig traceById,
      SearchConfig search,
      TagConfig tags,
      MetricsConfig metrics,
      StreamConfig stream) {

    public static Config defaults() {
      return new Config(
          TenancyConfig.defaults(),
          TraceByIdConfig.defaults(),
          SearchConfig.defaults(),
          TagConfig.defaults(),
          MetricsConfig.defaults(),
          StreamConfig.defaults());
    }
  }

  /// Where answers come from.
  public record Sources(
      TraceFinder traces, TraceSearch search, TagSearch tags, MetricsQueries metrics) {}

  private final Config config;
  private final TenantResolver tenants;
  private final TraceLookup traces;
  private final SearchRules searchRules;
  private final TenantsSearch search;
  private final TagRules tagRules;
  private final TagQueries tags;
  private final MetricsRules metricsRules;
  private final MetricsQueries series;
  private final QueryMetrics metrics;

  public QuerierApi(Config config, Sources sources, InstantSource clock, MeterRegistry registry) {
    this.config = config;
    tenants = new TenantResolver(config.tenancy());
    traces = new TraceLookup(sources.traces(), config.traceById());
    searchRules = new SearchRules(config.search(), clock);
    search = new TenantsSearch(sources.search());
    tagRules = new TagRules(config.tags(), clock);
    tags = new TagQueries(sources.tags());
    metricsRules = new MetricsRules(config.metrics(), clock);
    series = sources.metrics();
    metrics = new QueryMetrics(registry);
  }

  /// The handlers by path pattern, where `{…}` stands for one segment of the path, and `{name...}`
  /// for all that is left. The HTTP prefix, if one is configured, goes in front.
  public Map<String, HttpHandler> handlers() {
    SearchHandler searching =
        new SearchHandler(searchRules, search, metrics, config.search().maxAnswerBytes());
    TagHandlers tagging = new TagHandlers(tagRules, tags, metrics);
    MetricsHandlers counting =
        new MetricsHandlers(metricsRules, series, metrics, config.metrics().maxAnswerBytes());
    Map<String, HttpHandler> handlers = new LinkedHashMap<>();
    handlers.put("/api/echo", _ -> HttpResponse.text(200, "echo\n"));
    handlers.put("/api/traces/{traceID}", traceById(TraceVersion.V1));
    handlers.put("/api/v2/traces/{traceID}", traceById(TraceVersion.V2));
    handlers.put("/api/search", query(SearchHandler.OP, searching));
    handlers.put("/api/search/tags", query(TagHandlers.OP, tagging.names(TagVersion.V1)));
    handlers.put("/api/v2/search/tags", query(TagHandlers.OP, tagging.names(TagVersion.V2)));
    handlers.put("/api/search/tag/{name...}", query(TagHandlers.OP, tagging.values(TagVersion.V1)));
    handlers.put(
        "/api/v2/search/tag/{name...}", query(TagHandlers.OP, tagging.values(TagVersion.V2)));
    handlers.put("/api/metrics/query_range", query(MetricsHandlers.OP, counting.range()));
    handlers.put("/api/metrics/query", query(MetricsHandlers.OP, counting.instant()));
    return handlers;
  }

  /// The streaming service, `tempopb.StreamingQuerier`.
  public BindableService streaming() {
    MetricsStreams counting = new MetricsStreams(metricsRules, series, config.stream());
    return StreamingQuerier.of(
        searchRules, search, tagRules, tags, counting, tenants, metrics, config.stream());
  }

  private HttpHandler traceById(TraceVersion version) {
    return new TraceByIdHandler(version, tenants, traces, metrics);
  }

  private HttpHandler query(String op, QueryHandler.Endpoint endpoint) {
    return new QueryHandler(op, tenants, metrics, endpoint);
  }
}
