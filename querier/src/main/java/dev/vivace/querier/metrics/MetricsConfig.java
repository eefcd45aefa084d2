package dev.vivace.querier.metrics;

import dev.vivace.model.id.TenantId;
import dev.vivace.traceql.metrics.TimeAxis;
import java.time.Duration;
import java.util.function.Function;

/// What a metrics query may ask for, and what holds where it says nothing.
///
/// @param maxDuration a tenant's longest range; zero allows any
/// @param defaultRange how far back a query without a range looks
/// @param endCutoff later ends are pulled back to now less this; zero leaves them
/// @param maxExemplars of one series, and how many there are without a wish
/// @param maxIntervals how many steps a range may have
/// @param maxSeries of an answer; zero is no limit
/// @param maxAnswerBytes what an answer may be as JSON: series that do not fit are left out
public record MetricsConfig(
    Function<TenantId, Duration> maxDuration,
    Duration defaultRange,
    Duration endCutoff,
    int maxExemplars,
    int maxIntervals,
    int maxSeries,
    long maxAnswerBytes) {

  public static final Duration DEFAULT_MAX_DURATION = Duration.ofDays(30);
  public static final Duration DEFAULT_RANGE = Duration.ofHours(1);
  public static final int DEFAULT_MAX_EXEMPLARS = 100;
  public static final long DEFAULT_MAX_ANSWER_BYTES = 64L << 20;

  public MetricsConfig {
    requireBetween("maxExemplars", maxExemplars, 0, Integer.MAX_VALUE);
    requireBetween("maxIntervals", maxIntervals, 1, TimeAxis.MAX_INTERVALS);
    requireBetween("maxSeries", maxSeries, 0, Integer.MAX_VALUE);
    requireBetween("maxAnswerBytes", maxAnswerBytes, 1, Long.MAX_VALUE);
  }

  public static MetricsConfig defaults() {
    return new MetricsConfig(
        _ -> DEFAULT_MAX_DURATION,
        DEFAULT_RANGE,
        Duration.ZERO,
        DEFAULT_MAX_EXEMPLARS,
        TimeAxis.MAX_INTERVALS,
        0,
        DEFAULT_MAX_ANSWER_BYTES);
  }

  private static void requireBetween(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d to %d)".formatted(name, value, min, max));
    }
  }
}
