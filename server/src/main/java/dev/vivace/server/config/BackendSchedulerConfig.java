package dev.vivace.server.config;

import java.time.Duration;

/// When blocks are looked after.
public record BackendSchedulerConfig(ProviderConfig provider) {

  static BackendSchedulerConfig defaults() {
    return new BackendSchedulerConfig(
        new ProviderConfig(new RetentionScheduleConfig(Duration.ofHours(1))));
  }

  /// The kinds of work.
  public record ProviderConfig(RetentionScheduleConfig retention) {}

  /// @param interval how often retention is applied and removed blocks are deleted
  public record RetentionScheduleConfig(Duration interval) {

    public RetentionScheduleConfig {
      if (!interval.isPositive()) {
        throw new InvalidSettingException(
            "interval", "found %s, expected more than 0".formatted(interval));
      }
    }
  }
}
