package dev.vivace.server.config;

import java.time.Duration;

/// Limits that tenants set over the API.
///
/// @param enabled whether they may
/// @param pollInterval how often the store is looked at for what was set through other processes
public record UserConfigurableOverridesConfig(
    boolean enabled, Duration pollInterval, ApiConfig api) {

  public UserConfigurableOverridesConfig {
    if (!pollInterval.isPositive()) {
      throw new InvalidSettingException(
          "poll_interval", "found %s, expected more than 0".formatted(pollInterval));
    }
  }

  static UserConfigurableOverridesConfig defaults() {
    return new UserConfigurableOverridesConfig(false, Duration.ofMinutes(1), new ApiConfig(false));
  }

  /// @param checkForConflictingRuntimeOverrides whether what the runtime file says of a tenant
  ///   cannot be set over the API
  public record ApiConfig(boolean checkForConflictingRuntimeOverrides) {}
}
