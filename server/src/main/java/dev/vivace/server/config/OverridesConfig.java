package dev.vivace.server.config;

/// Limits of tenants.
///
/// @param defaults hold for every tenant
public record OverridesConfig(LimitsConfig defaults) {

  static OverridesConfig standard() {
    return new OverridesConfig(LimitsConfig.standard());
  }
}
