package dev.vivace.querier.metrics;

/// Answers metrics queries. Thread-safe.
public interface MetricsQueries {

  /// Counts on the calling thread, or throws a [dev.vivace.model.error.LimitExceededException] if
  /// too many queries wait already. A query that meets its deadline or budget, or whose sources
  /// fail, gives a partial answer.
  MetricsAnswer answer(MetricsRequest request, MetricsProgress progress);
}
