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
        public void found(List<FoundTrace> settled, SearchMetrics metrics) {}
      };

  /// False once the caller has gone: the search ends with what it has.
  boolean isWanted();

  /// Whether [#found] should be told now.
  boolean isDue();

  /// @param settled the traces that will be in the answer whatever else is found, newest first: who
  ///   shows the first version of a trace for ever, as Grafana does, shows what the answer holds
  void found(List<FoundTrace> settled, SearchMetrics metrics);
}
