package dev.vivace.querier.search;

import dev.vivace.model.id.TenantId;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/// What a search may ask for, and what holds where it says nothing.
///
/// @param defaultResultLimit traces of a search without `limit`
/// @param maxResultLimit largest `limit`
/// @param defaultSpansPerSpanset spans of each spanset without `spss`
/// @param maxSpansPerSpanset largest `spss`
/// @param maxDuration a tenant's longest range; zero allows any
/// @param defaultRange how far back a search without a range looks
/// @param endCutoff later ends are pulled back to now less this
/// @param leftPadTraceIds tenants whose trace ids are answered with all 32 digits
/// @param maxAnswerBytes what an answer may be as JSON
public record SearchConfig(
    int defaultResultLimit,
    int maxResultLimit,
    int defaultSpansPerSpanset,
    int maxSpansPerSpanset,
    Function<TenantId, Duration> maxDuration,
    Duration defaultRange,
    Duration endCutoff,
    Predicate<TenantId> leftPadTraceIds,
    long maxAnswerBytes) {

  public static final int DEFAULT_RESULT_LIMIT = 20;
  public static final int DEFAULT_MAX_RESULT_LIMIT = 262_144;
  public static final int DEFAULT_SPANS_PER_SPANSET = 3;
  public static final int DEFAULT_MAX_SPANS_PER_SPANSET = 100;
  public static final Duration DEFAULT_MAX_DURATION = Duration.ofDays(30);
  public static final Duration DEFAULT_RANGE = Duration.ofHours(1);
  public static final long DEFAULT_MAX_ANSWER_BYTES = 256L << 20;

  public SearchConfig {
    requireOrder("defaultResultLimit", defaultResultLimit, maxResultLimit);
    requireOrder("defaultSpansPerSpanset", defaultSpansPerSpanset, maxSpansPerSpanset);
    if (maxAnswerBytes <= 0) {
      throw new IllegalArgumentException(
          "maxAnswerBytes: %d (expected: > 0)".formatted(maxAnswerBytes));
    }
  }

  public static SearchConfig defaults() {
    return new SearchConfig(
        DEFAULT_RESULT_LIMIT,
        DEFAULT_MAX_RESULT_LIMIT,
        DEFAULT_SPANS_PER_SPANSET,
        DEFAULT_MAX_SPANS_PER_SPANSET,
        _ -> DEFAULT_MAX_DURATION,
        DEFAULT_RANGE,
        Duration.ZERO,
        _ -> false,
        DEFAULT_MAX_ANSWER_BYTES);
  }

  private static void requireOrder(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException("%s: %d (expected: 1 to %d)".formatted(name, value, max));
    }
  }
}
