package dev.vivace.querier.search;

/// Finds traces. Thread-safe.
public interface TraceSearch {

  /// Searches on the calling thread, or throws a [dev.vivace.model.error.LimitExceededException] if
  /// too many queries wait already. A query that meets its deadline or budget, or whose sources
  /// fail, gives a partial answer.
  SearchAnswer search(SearchRequest request, SearchProgress progress);
}
