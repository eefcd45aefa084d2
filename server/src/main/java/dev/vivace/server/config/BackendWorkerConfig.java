package dev.vivace.server.config;

import java.time.Duration;

/// What becomes of blocks.
public record BackendWorkerConfig(CompactionConfig compaction) {

  static BackendWorkerConfig defaults() {
    return new BackendWorkerConfig(
        new CompactionConfig(Duration.ofHours(336), Duration.ofHours(1)));
  }

  /// @param blockRetention how long blocks are kept, unless a tenant's limits say otherwise
  /// @param compactedBlockRetention how long the objects of removed blocks stay for those who read
  ///   them
  public record CompactionConfig(Duration blockRetention, Duration compactedBlockRetention) {

    public CompactionConfig {
      if (!blockRetention.isPositive()) {
        throw new InvalidSettingException(
            "block_retention", "found %s, expected more than 0".formatted(blockRetention));
      }
    }
  }
}
