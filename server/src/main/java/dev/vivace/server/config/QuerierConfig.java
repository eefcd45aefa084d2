package dev.vivace.server.config;

import java.time.Duration;

/// How queries run.
///
/// @param maxConcurrentQueries searches, metrics queries and looks for tags that run at the same
///   time; others wait. 0 is twice the processors
public record QuerierConfig(
    @Range(min = 0, max = 10_000) int maxConcurrentQueries, SearchConfig search) {

  static QuerierConfig defaults() {
    return new QuerierConfig(0, new SearchConfig(Duration.ofSeconds(30)));
  }

  /// @param queryTimeout of waiting and searching; what was found by then is the answer
  public record SearchConfig(Duration queryTimeout) {

    public SearchConfig {
      if (!queryTimeout.isPositive()) {
        throw new InvalidSettingException(
            "query_timeout", "found %s, expected more than 0".formatted(queryTimeout));
      }
    }
  }
}
