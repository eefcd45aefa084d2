package dev.vivace.server;

import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.metrics.MetricsConfig;
import dev.vivace.querier.search.SearchConfig;
import dev.vivace.querier.search.SearchLimits;
import dev.vivace.querier.stream.StreamConfig;
import dev.vivace.querier.tags.TagConfig;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.QueryFrontendConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.roles.QueryMemory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/// The querier's settings out of those of the process.
final class QueryConfigs {

  private QueryConfigs() {}

  static QuerierApi.Config of(VivaceConfig config) {
    QueryFrontendConfig frontend = config.queryFrontend();
    LimitsConfig limits = config.overrides().defaults();
    long maxBytesPerTrace = limits.global().maxBytesPerTrace().bytes();
    return new QuerierApi.Config(
        new TenancyConfig(config.multitenancyEnabled(), frontend.multiTenantQueriesEnabled()),
        new TraceByIdConfig(
            _ -> maxBytesPerTrace, TraceByIdConfig.defaults().maxTraceResponseBytes()),
        search(frontend, limits.read()),
        new TagConfig(
            _ -> limits.read().maxBytesPerTagValuesQuery().bytes(),
            _ -> limits.read().maxBlocksPerTagValuesQuery(),
            SearchConfig.DEFAULT_RANGE,
            frontend.queryEndCutoff()),
        metrics(frontend, limits.read()),
        StreamConfig.defaults());
  }

  static QuerySlots slots(VivaceConfig config, MeterRegistry registry) {
    int configured = config.querier().maxConcurrentQueries();
    return new QuerySlots(
        configured > 0 ? configured : 2 * Runtime.getRuntime().availableProcessors(),
        config.queryFrontend().maxOutstandingPerTenant(),
        registry);
  }

  static SearchLimits searchLimits(VivaceConfig config) {
    return limits(config, QueryMemory.ofHeap().result());
  }

  static SearchLimits metricsLimits(VivaceConfig config) {
    return limits(config, QueryMemory.ofHeap().series());
  }

  private static SearchLimits limits(VivaceConfig config, long maxResultBytes) {
    return new SearchLimits(
        config.querier().search().queryTimeout(),
        SearchLimits.defaults().maxInspectedBytes(),
        maxResultBytes);
  }

  private static SearchConfig search(QueryFrontendConfig frontend, LimitsConfig.ReadLimits read) {
    QueryFrontendConfig.SearchLimits limits = frontend.search();
    Duration ofTenant = read.maxSearchDuration();
    Duration longest = ofTenant.isZero() ? limits.maxDuration() : ofTenant;
    return new SearchConfig(
        limits.defaultResultLimit(),
        limits.maxResultLimit(),
        limits.defaultSpansPerSpanSet(),
        limits.maxSpansPerSpanSet(),
        _ -> longest,
        SearchConfig.DEFAULT_RANGE,
        frontend.queryEndCutoff(),
        _ -> read.leftPadTraceIds(),
        SearchConfig.DEFAULT_MAX_ANSWER_BYTES);
  }

  private static MetricsConfig metrics(QueryFrontendConfig frontend, LimitsConfig.ReadLimits read) {
    QueryFrontendConfig.MetricsLimits limits = frontend.metrics();
    Duration ofTenant = read.maxMetricsDuration();
    Duration longest = ofTenant.isZero() ? limits.maxDuration() : ofTenant;
    return new MetricsConfig(
        _ -> longest,
        MetricsConfig.DEFAULT_RANGE,
        frontend.queryEndCutoff(),
        limits.maxExemplars(),
        limits.maxIntervals(),
        limits.maxResponseSeries(),
        QueryMemory.ofHeap().seriesAnswer());
  }
}
