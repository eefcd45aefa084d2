package dev.vivace.server.roles;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.TailSamplingConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// How the traces of each tenant are sampled now. Policies are compiled once for all tenants that
/// have the same. Thread-safe; a tenant that does not sample costs a look at its limits.
final class SamplingOfTenants implements Function<TenantId, SamplingSettings> {

  /// More different settings than this are not in use at the same time; older ones are forgotten.
  private static final int MAX_KNOWN = 1000;

  private final Function<TenantId, TailSamplingConfig> configs;
  private final Map<TailSamplingConfig, SamplingSettings> known = new ConcurrentHashMap<>();

  SamplingOfTenants(Function<TenantId, TailSamplingConfig> configs) {
    this.configs = configs;
  }

  @Override
  public SamplingSettings apply(TenantId tenant) {
    TailSamplingConfig config = configs.apply(tenant);
    if (!config.isOn()) {
      return SamplingSettings.OFF;
    }
    if (known.size() > MAX_KNOWN) {
      known.clear();
    }
    return known.computeIfAbsent(config, TailSamplingConfig::settings);
  }
}
