package dev.vivace.server.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How spans come in.
///
/// @param maxAttributeBytes longer keys and values are cut; 0 keeps them whole. A tenant's own
///   limit, where set, wins
/// @param acceptAndDropOtherSignals whether metrics and logs sent here are answered with success
/// @param maxInflightBytes of requests that are being taken in; what comes beyond is told to retry;
///   0 follows the heap
/// @param retryAfterOnResourceExhausted what a request over its tenant's rate is told; null is when
///   it would be let in, 0 says nothing
/// @param forwarders further backends, which tenants' limits name
public record DistributorConfig(
    ReceiversConfig receivers,
    @Range(max = Integer.MAX_VALUE) int maxAttributeBytes,
    boolean acceptAndDropOtherSignals,
    ByteSize maxInflightBytes,
    @Nullable Duration retryAfterOnResourceExhausted,
    SpanLogConfig logReceivedSpans,
    SpanLogConfig logDiscardedSpans,
    NameMetricsConfig metricReceivedSpans,
    List<ForwarderConfig> forwarders) {

  public DistributorConfig {
    forwarders = List.copyOf(forwarders);
    Set<String> names = new HashSet<>();
    for (ForwarderConfig forwarder : forwarders) {
      if (forwarder.name().isEmpty() || !names.add(forwarder.name())) {
        throw new InvalidSettingException(
            "forwarders",
            "found '%s' as a name, expected one for each, and each another"
                .formatted(forwarder.name()));
      }
      if (forwarder.otlpgrpc().endpoints().isEmpty()) {
        throw new InvalidSettingException(
            "forwarders",
            "'%s' has no otlpgrpc.endpoints, expected at least one".formatted(forwarder.name()));
      }
    }
  }

  /// @param enabled whether each span is a line of the log
  /// @param includeAllAttributes whether the line has more than the ids
  /// @param filterByStatusError whether only spans with the status error are logged
  public record SpanLogConfig(
      boolean enabled, boolean includeAllAttributes, boolean filterByStatusError) {}

  /// @param enabled whether spans are counted by service and name
  /// @param rootOnly whether only spans without a parent are counted
  public record NameMetricsConfig(boolean enabled, boolean rootOnly) {}

  static DistributorConfig defaults() {
    return new DistributorConfig(
        ReceiversConfig.defaults(),
        2048,
        false,
        new ByteSize(0),
        null,
        new SpanLogConfig(false, false, false),
        new SpanLogConfig(false, false, false),
        new NameMetricsConfig(false, false),
        List.of());
  }
}
