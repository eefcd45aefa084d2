package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The limits and switches of one tenant. Numbers keep the reference's meaning of 0, which mostly
/// is "no limit" or "as set elsewhere".
///
/// @param forwarders names of configured forwarders
/// @param redaction what is taken out of spans before anything is written
public record LimitsConfig(
    IngestionLimits ingestion,
    ReadLimits read,
    CompactionLimits compaction,
    GlobalLimits global,
    StorageLimits storage,
    List<String> forwarders,
    RedactionLimits redaction,
    CostAttributionLimits costAttribution,
    MetricsGeneratorLimits metricsGenerator,
    TailSamplingConfig tailSampling) {

  static LimitsConfig standard() {
    return new LimitsConfig(
        new IngestionLimits(
            RateStrategy.LOCAL,
            new ByteSize(30_000_000),
            new ByteSize(30_000_000),
            10_000,
            0,
            0,
            0,
            Duration.ZERO,
            true),
        new ReadLimits(
            new ByteSize(1_000_000), 0, 100, Duration.ZERO, Duration.ZERO, false, false, null),
        new CompactionLimits(Duration.ZERO, Duration.ZERO, false),
        new GlobalLimits(new ByteSize(5_000_000)),
        new StorageLimits(null),
        List.of(),
        RedactionLimits.defaults(),
        new CostAttributionLimits(0, Map.of()),
        MetricsGeneratorLimits.standard(),
        TailSamplingConfig.standard());
  }

  /// How the rate limit is shared between distributors.
  public enum RateStrategy {
    LOCAL,
    GLOBAL
  }

  /// What a tenant may send.
  ///
  /// @param rateLimitBytes a second
  /// @param maxTracesPerUser live traces; 0 is no limit
  /// @param maxAttributeBytes 0 is `distributor.max_attribute_bytes`
  public record IngestionLimits(
      RateStrategy rateStrategy,
      ByteSize rateLimitBytes,
      ByteSize burstSizeBytes,
      @Range(max = Integer.MAX_VALUE) int maxTracesPerUser,
      @Range(max = Integer.MAX_VALUE) int maxGlobalTracesPerUser,
      @Range(max = Integer.MAX_VALUE) int tenantShardSize,
      @Range(max = Integer.MAX_VALUE) int maxAttributeBytes,
      Duration artificialDelay,
      boolean retryInfoEnabled) {}

  /// What a tenant may ask.
  public record ReadLimits(
      ByteSize maxBytesPerTagValuesQuery,
      @Range(max = Integer.MAX_VALUE) int maxBlocksPerTagValuesQuery,
      @Range(max = Integer.MAX_VALUE) int maxConditionGroupsPerTagQuery,
      Duration maxSearchDuration,
      Duration maxMetricsDuration,
      boolean unsafeQueryHints,
      boolean leftPadTraceIds,
      @Nullable Boolean metricsSpanonlyFetch) {}

  /// How long a tenant's blocks are kept and how they are merged.
  public record CompactionLimits(
      Duration blockRetention, Duration compactionWindow, boolean compactionDisabled) {}

  /// What holds for reading and writing.
  ///
  /// @param maxBytesPerTrace 0 is no limit
  public record GlobalLimits(ByteSize maxBytesPerTrace) {}

  /// How a tenant's blocks are laid out.
  public record StorageLimits(@Nullable Tree parquetDedicatedColumns) {}

  /// Whose bytes are counted by which attributes.
  public record CostAttributionLimits(@Range long maxCardinality, Map<String, String> dimensions) {}
}
