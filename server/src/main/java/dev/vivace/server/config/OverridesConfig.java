package dev.vivace.server.config;

import java.time.Duration;

/// Limits of tenants.
///
/// @param defaults hold for every tenant, as far as nothing else is said for it
/// @param perTenantOverrideConfig the file with limits of single tenants; empty is none
/// @param perTenantOverridePeriod how often that file is read again
/// @param userConfigurableOverrides what tenants may set themselves
public record OverridesConfig(
    LimitsConfig defaults,
    String perTenantOverrideConfig,
    Duration perTenantOverridePeriod,
    UserConfigurableOverridesConfig userConfigurableOverrides) {

  public OverridesConfig {
    if (!perTenantOverridePeriod.isPositive()) {
      throw new InvalidSettingException(
          "per_tenant_override_period",
          "found %s, expected more than 0".formatted(perTenantOverridePeriod));
    }
  }

  static OverridesConfig standard() {
    return new OverridesConfig(
        LimitsConfig.standard(),
        "",
        Duration.ofSeconds(10),
        UserConfigurableOverridesConfig.defaults());
  }
}
