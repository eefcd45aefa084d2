package dev.vivace.ingester.sampling;

import java.time.Duration;
import java.util.List;

/// How a tenant's traces are sampled. Immutable.
///
/// @param decisionWait how old the first span of a trace is when it is decided, at the next cut
/// @param numTraces how many traces may wait for it over a cut
/// @param onFirstMatch whether the policies after the first that samples are not asked
/// @param keptCacheSize how many traces that were kept are remembered, for spans that come later …
/// @param droppedCacheSize … and how many that were dropped
/// @param policies asked in this order; none switches sampling off
public record SamplingSettings(
    Duration decisionWait,
    int numTraces,
    boolean onFirstMatch,
    int keptCacheSize,
    int droppedCacheSize,
    List<Policy> policies) {

  /// Every trace is kept.
  public static final SamplingSettings OFF =
      new SamplingSettings(Duration.ZERO, 0, false, 0, 0, List.of());

  public SamplingSettings {
    policies = List.copyOf(policies);
  }

  public boolean isOn() {
    return !policies.isEmpty();
  }
}
