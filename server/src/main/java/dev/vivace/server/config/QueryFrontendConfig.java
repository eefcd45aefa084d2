package dev.vivace.server.config;

import java.time.Duration;

/// What queries may ask for.
///
/// @param queryEndCutoff a later end of a query is pulled back to now less this
/// @param multiTenantQueriesEnabled whether one query may name several tenants
/// @param maxOutstandingPerTenant queries of a tenant that wait; further ones are refused
public record QueryFrontendConfig(
    Duration queryEndCutoff,
    boolean multiTenantQueriesEnabled,
    @Range(min = 0, max = 1_000_000) int maxOutstandingPerTenant,
    SearchLimits search,
    MetricsLimits metrics) {

  static QueryFrontendConfig defaults() {
    return new QueryFrontendConfig(
        Duration.ZERO, true, 2000, SearchLimits.defaults(), MetricsLimits.defaults());
  }

  /// What a search may ask for.
  ///
  /// @param defaultResultLimit traces of a search without `limit`
  /// @param maxResultLimit the largest `limit`
  /// @param maxDuration the longest range; 0 is no limit
  /// @param defaultSpansPerSpanSet spans of each spanset without `spss`
  /// @param maxSpansPerSpanSet the largest `spss`
  public record SearchLimits(
      @Range(min = 1, max = Integer.MAX_VALUE) int defaultResultLimit,
      @Range(min = 1, max = Integer.MAX_VALUE) int maxResultLimit,
      Duration maxDuration,
      @Range(min = 1, max = Integer.MAX_VALUE) int defaultSpansPerSpanSet,
      @Range(min = 1, max = Integer.MAX_VALUE) int maxSpansPerSpanSet) {

    public SearchLimits {
      requireAtMost("default_result_limit", defaultResultLimit, "max_result_limit", maxResultLimit);
      requireAtMost(
          "default_spans_per_span_set",
          defaultSpansPerSpanSet,
          "max_spans_per_span_set",
          maxSpansPerSpanSet);
    }

    static SearchLimits defaults() {
      return new SearchLimits(20, 262_144, Duration.ofDays(30), 3, 100);
    }

    private static void requireAtMost(String key, int value, String maxKey, int max) {
      if (value > max) {
        throw new InvalidSettingException(
            key, "found %d, expected at most %s, %d".formatted(value, maxKey, max));
      }
    }
  }

  /// What a metrics query may ask for.
  ///
  /// @param maxDuration the longest range; 0 is no limit
  /// @param maxExemplars of each series; also how many there are without a wish
  /// @param maxIntervals steps of a range
  /// @param maxResponseSeries series of an answer; 0 is no limit
  public record MetricsLimits(
      Duration maxDuration,
      @Range(max = 10_000) int maxExemplars,
      @Range(min = 1, max = 10_000) int maxIntervals,
      @Range(max = Integer.MAX_VALUE) int maxResponseSeries) {

    static MetricsLimits defaults() {
      return new MetricsLimits(Duration.ofDays(30), 100, 10_000, 0);
    }
  }
}
