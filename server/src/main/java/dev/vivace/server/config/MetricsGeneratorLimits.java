package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which metrics are made of a tenant's spans, and how many. Null is "as `metrics_generator` says".
public record MetricsGeneratorLimits(
    @Range(max = Integer.MAX_VALUE) int ringSize,
    List<String> processors,
    @Range long maxActiveSeries,
    @Range long maxActiveEntities,
    @Range long maxCardinalityPerLabel,
    Duration collectionInterval,
    boolean disableCollection,
    Histograms generateNativeHistograms,
    double nativeHistogramBucketFactor,
    @Range long nativeHistogramMaxBucketNumber,
    Duration nativeHistogramMinResetDuration,
    String traceIdLabelName,
    Map<String, Secret> remoteWriteHeaders,
    ForwarderLimits forwarder,
    Duration ingestionTimeRangeSlack,
    String spanNameSanitization,
    ProcessorLimits processor) {

  static MetricsGeneratorLimits standard() {
    return new MetricsGeneratorLimits(
        0,
        List.of(),
        0,
        0,
        0,
        Duration.ZERO,
        false,
        Histograms.CLASSIC,
        1.1,
        100,
        Duration.ofMinutes(15),
        "traceID",
        Map.of(),
        new ForwarderLimits(ForwarderLimits.QUEUE_SIZE, ForwarderLimits.WORKERS),
        Duration.ZERO,
        "",
        new ProcessorLimits(
            new ServiceGraphsLimits(null, null, null, null, null, null, null, null, null),
            new SpanMetricsLimits(null, null, null, null, null, null, null, null, null, null),
            new HostInfoLimits(null, null)));
  }

  /// The kinds of histogram that are written.
  public enum Histograms {
    CLASSIC,
    NATIVE,
    BOTH
  }

  /// The queue of spans on their way to the generator, and to each endpoint of each forwarder.
  public record ForwarderLimits(
      @Range(max = Integer.MAX_VALUE) int queueSize, @Range(max = Integer.MAX_VALUE) int workers) {

    /// The defaults, which are also what 0 is to forwarders.
    public static final int QUEUE_SIZE = 100;

    public static final int WORKERS = 2;
  }

  /// Settings of the processors, one group each.
  public record ProcessorLimits(
      ServiceGraphsLimits serviceGraphs, SpanMetricsLimits spanMetrics, HostInfoLimits hostInfo) {}

  /// The service graph: who calls whom.
  public record ServiceGraphsLimits(
      @Nullable List<Double> histogramBuckets,
      @Nullable List<String> dimensions,
      @Nullable List<String> peerAttributes,
      @Nullable Tree filterPolicies,
      @Nullable Boolean enableClientServerPrefix,
      @Nullable Boolean enableMessagingSystemLatencyHistogram,
      @Nullable Boolean enableVirtualNodeLabel,
      @Nullable String spanMultiplierKey,
      @Nullable Boolean enableTracestateSpanMultiplier) {}

  /// Rates, errors and durations of spans.
  public record SpanMetricsLimits(
      @Nullable List<Double> histogramBuckets,
      @Nullable List<String> dimensions,
      @Nullable Map<String, Boolean> intrinsicDimensions,
      @Nullable Tree filterPolicies,
      @Nullable Tree dimensionMappings,
      @Nullable Boolean enableTargetInfo,
      @Nullable List<String> targetInfoExcludedDimensions,
      @Nullable Boolean enableInstanceLabel,
      @Nullable String spanMultiplierKey,
      @Nullable Boolean enableTracestateSpanMultiplier) {}

  /// Which hosts send spans.
  public record HostInfoLimits(
      @Nullable List<String> hostIdentifiers, @Nullable String metricName) {}
}
