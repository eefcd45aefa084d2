package dev.vivace.querier.search;

import dev.vivace.traceql.result.FoundTrace;
import java.util.List;

/// Hears how a search goes on, on the thread that searches, between tables.
public interface SearchProgress {

  /// For callers that only want the answer.
  SearchProgress SILENT =
      new SearchProgress() {
        @Override
        public boolean isWanted() {
          return true;
        }

        @Override
        public boolean isDue() {
          return false;
        }

        @Override
        public void found(List<FoundTrace> newest, SearchMetrics metrics) {}
      };

  /// False once the caller has gone: the search ends with what it has.
  boolean isWanted();

  /// Whether [#found] should be told now.
  boolean isDue();

  /// @param newest what an answer would hold now, in its order
  void found(List<FoundTrace> newest, SearchMetrics metrics);
}
