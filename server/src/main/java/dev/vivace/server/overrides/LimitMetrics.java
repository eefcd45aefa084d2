package dev.vivace.server.overrides;

import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.TenantLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Shows limits as metrics: those of all, and those of tenants that have their own.
final class LimitMetrics {

  /// Tenants with series of their own, in alphabetical order; the page of limits has all.
  static final int MAX_TENANTS = 1000;

  private final MultiGauge defaults;
  private final MultiGauge overrides;

  LimitMetrics(MeterRegistry registry) {
    defaults =
        MultiGauge.builder("tempo_limits_defaults")
            .description("Limits of tenants for which nothing else is said")
            .register(registry);
    overrides =
        MultiGauge.builder("tempo_limits_overrides")
            .description("Limits of tenants that have their own")
            .register(registry);
  }

  void show(TenantLimits limits) {
    defaults.register(rows(limits.defaults(), Tags.empty()), true);
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    if (limits.wildcard() != null) {
      rows.addAll(rows(limits.wildcard(), Tags.of("user", "*")));
    }
    new TreeMap<>(limits.byTenant())
        .entrySet().stream()
            .limit(MAX_TENANTS)
            .map(entry -> rows(entry.getValue(), Tags.of("user", entry.getKey().value())))
            .forEach(rows::addAll);
    overrides.register(rows, true);
  }

  private static List<MultiGauge.Row<?>> rows(LimitsConfig limits, Tags tags) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    values(limits)
        .forEach((name, value) -> rows.add(MultiGauge.Row.of(tags.and("limit_name", name), value)));
    return rows;
  }

  private static Map<String, Number> values(LimitsConfig limits) {
    SequencedMap<String, Number> values = new LinkedHashMap<>();
    LimitsConfig.IngestionLimits ingestion = limits.ingestion();
    values.put("ingestion_rate_limit_bytes", ingestion.rateLimitBytes().bytes());
    values.put("ingestion_burst_size_bytes", ingestion.burstSizeBytes().bytes());
    values.put("max_local_traces_per_user", ingestion.maxTracesPerUser());
    values.put("max_global_traces_per_user", ingestion.maxGlobalTracesPerUser());
    values.put("max_bytes_per_trace", limits.global().maxBytesPerTrace().bytes());
    LimitsConfig.ReadLimits read = limits.read();
    values.put("max_bytes_per_tag_values_query", read.maxBytesPerTagValuesQuery().bytes());
    values.put("max_blocks_per_tag_values_query", read.maxBlocksPerTagValuesQuery());
    values.put("block_retention", seconds(limits.compaction().blockRetention()));
    values.put("compaction_window", seconds(limits.compaction().compactionWindow()));
    values.put("metrics_generator_max_active_series", limits.metricsGenerator().maxActiveSeries());
    return values;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
