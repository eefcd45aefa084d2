package dev.vivace.server;

import dev.vivace.model.id.TenantId;
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
import dev.vivace.server.overrides.Overrides;
import dev.vivace.server.roles.QueryMemory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Function;

/// The querier's settings out of those of the process.
final class QueryConfigs {

  private QueryConfigs() {}

  static QuerierApi.Config of(VivaceConfig config, Overrides overrides) {
    QueryFrontendConfig frontend = config.queryFrontend();
    Function<TenantId, LimitsConfig.ReadLimits> read = tenant -> overrides.of(tenant).read();
    return new QuerierApi.Config(
        new TenancyConfig(config.multitenancyEnabled(), frontend.multiTenantQueriesEnabled()),
        new TraceByIdConfig(
            tenant -> overrides.of(tenant).global().maxBytesPerTrace().bytes(),
            TraceByIdConfig.defaults().maxTraceResponseBytes()),
        search(frontend, read),
        new TagConfig(
            tenant -> read.apply(tenant).maxBytesPerTagValuesQuery().bytes(),
            tenant -> read.apply(tenant).maxBlocksPerTagValuesQuery(),
            SearchConfig.DEFAULT_RANGE,
            frontend.queryEndCutoff()),
        metrics(frontend, read),
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

  private static SearchConfig search(
      QueryFrontendConfig frontend, Function<TenantId, LimitsConfig.ReadLimits> read) {
    QueryFrontendConfig.SearchLimits limits = frontend.search();
    return new SearchConfig(
        limits.defaultResultLimit(),
        limits.maxResultLimit(),
        limits.defaultSpansPerSpanSet(),
        limits.maxSpansPerSpanSet(),
        tenant -> orElse(read.apply(tenant).maxSearchDuration(), limits.maxDuration()),
        SearchConfig.DEFAULT_RANGE,
        frontend.queryEndCutoff(),
        tenant -> read.apply(tenant).leftPadTraceIds(),
        SearchConfig.DEFAULT_MAX_ANSWER_BYTES);
  }

  /// In a tenant's limits 0 leaves it to the setting of all.
  private static Duration orElse(Duration ofTenant, Duration ofAll) {
    return ofTenant.isZero() ? ofAll : ofTenant;
  }

  private static MetricsConfig metrics(
      QueryFrontendConfig frontend, Function<TenantId, LimitsConfig.ReadLimits> read) {
    QueryFrontendConfig.MetricsLimits limits = frontend.metrics();
    return new MetricsConfig(
        tenant -> orElse(read.apply(tenant).maxMetricsDuration(), limits.maxDuration()),
        MetricsConfig.DEFAULT_RANGE,
        frontend.queryEndCutoff(),
        limits.maxExemplars(),
        limits.maxIntervals(),
        limits.maxResponseSeries(),
        QueryMemory.ofHeap().seriesAnswer());
  }
}
