package dev.vivace.server.config;

import dev.vivace.ingester.sampling.SamplingSettings;
import java.time.Duration;
import java.util.List;

/// Which of a tenant's traces are kept, with the keys of the tail sampling processor of the
/// OpenTelemetry Collector.
///
/// @param decisionWait how old the first span of a trace is when it is decided
/// @param numTraces how many traces may wait for that over a cut
/// @param sampleOnFirstMatch whether the policies after the first that samples are not asked
/// @param policies none keeps every trace
public record TailSamplingConfig(
    Duration decisionWait,
    @Range(min = 1, max = 1_000_000) int numTraces,
    boolean sampleOnFirstMatch,
    DecisionCacheConfig decisionCache,
    List<Tree> policies) {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

  public TailSamplingConfig {
    if (decisionWait.isNegative() || decisionWait.compareTo(LONGEST_WAIT) > 0) {
      throw new InvalidSettingException(
          "decision_wait",
          "found %s, expected 0s to %s"
              .formatted(GoDuration.format(decisionWait), GoDuration.format(LONGEST_WAIT)));
    }
    SamplingPolicies.read(policies);
  }

  static TailSamplingConfig standard() {
    return new TailSamplingConfig(
        Duration.ofSeconds(30), 50_000, false, new DecisionCacheConfig(20_000, 20_000), List.of());
  }

  /// How many decisions are remembered for spans that come later.
  public record DecisionCacheConfig(
      @Range(max = 1_000_000) int sampledCacheSize,
      @Range(max = 1_000_000) int nonSampledCacheSize) {}

  public boolean isOn() {
    return !policies.isEmpty();
  }

  /// The settings, their patterns compiled.
  public SamplingSettings settings() {
    return new SamplingSettings(
        decisionWait,
        numTraces,
        sampleOnFirstMatch,
        decisionCache.sampledCacheSize(),
        decisionCache.nonSampledCacheSize(),
        SamplingPolicies.read(policies));
  }
}
