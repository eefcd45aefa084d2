package dev.vivace.ingester.sampling;

import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.value.Status;
import java.util.List;
import java.util.Set;

/// One rule about traces, with the meaning that it has in the tail sampling processor of the
/// OpenTelemetry Collector. Immutable.
public sealed interface Policy {

  /// Names the policy in counts; unique among those of a tenant.
  String name();

  /// Samples every trace.
  record AlwaysSample(String name) implements Policy {}

  /// Samples traces that last long: from the first start of a span to the last end.
  ///
  /// @param thresholdMillis at least so long; longer than this if there is an upper threshold …
  /// @param upperThresholdMillis … and at most so long; 0 is no upper threshold
  record Latency(String name, long thresholdMillis, long upperThresholdMillis) implements Policy {}

  /// Samples traces in which a span or its resource has a number within bounds, both in.
  ///
  /// @param isInverted whether traces without one are sampled instead
  record NumericAttribute(String name, String key, long min, long max, boolean isInverted)
      implements Policy {}

  /// Samples traces in which a span or its resource has one of these texts.
  ///
  /// @param values without regular expressions: what the text may be
  /// @param patterns with them: one of them occurs in the text
  /// @param isInverted whether traces without one are sampled instead
  record StringAttribute(
      String name, String key, Set<String> values, List<ValuePattern> patterns, boolean isInverted)
      implements Policy {

    public StringAttribute {
      values = Set.copyOf(values);
      patterns = List.copyOf(patterns);
    }
  }

  /// Samples traces in which a span or its resource has this truth value.
  ///
  /// @param isInverted whether traces without it are sampled instead
  record BooleanAttribute(String name, String key, boolean value, boolean isInverted)
      implements Policy {}

  /// Samples a share of all trace ids: the same ones wherever salt and share are the same.
  record Probabilistic(String name, String salt, double percentage) implements Policy {}

  /// Samples traces with a span of one of these statuses.
  record StatusCode(String name, Set<Status> statuses) implements Policy {

    public StatusCode {
      statuses = Set.copyOf(statuses);
    }
  }

  /// Samples traces until their spans are too many: a bucket that refills by the append time of the
  /// traces' first spans.
  ///
  /// @param burst what the bucket holds; a larger trace never passes
  record RateLimiting(String name, long spansPerSecond, long burst) implements Policy {

    /// The largest rate and burst.
    public static final long MAX_SPANS = 1_000_000_000;

    public RateLimiting {
      if (spansPerSecond < 1 || spansPerSecond > MAX_SPANS || burst < 1 || burst > MAX_SPANS) {
        throw new IllegalArgumentException(
            "policy '%s': %d spans a second, burst %d (expected: 1 to %d)"
                .formatted(name, spansPerSecond, burst, MAX_SPANS));
      }
    }
  }

  /// Samples traces with so many spans.
  ///
  /// @param max 0 is no limit
  record SpanCount(String name, int min, int max) implements Policy {}

  /// Samples traces with a span whose trace state has one of these values for the key.
  record TraceState(String name, String key, Set<String> values) implements Policy {

    public TraceState {
      values = Set.copyOf(values);
    }
  }

  /// Samples traces with a span whose flags say that it is sampled.
  record TraceFlags(String name) implements Policy {}

  /// Samples what all of these sample.
  record And(String name, List<Policy> policies) implements Policy {

    public And {
      policies = List.copyOf(policies);
    }
  }

  /// Samples what this one does not.
  record Not(String name, Policy policy) implements Policy {}

  /// Drops what all of these sample, whatever other policies say.
  record Drop(String name, List<Policy> policies) implements Policy {

    public Drop {
      policies = List.copyOf(policies);
    }
  }
}
