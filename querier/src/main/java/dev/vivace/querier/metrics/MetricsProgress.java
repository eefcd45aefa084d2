package dev.vivace.querier.metrics;

import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import java.util.List;

/// Hears how a metrics query goes on, on the thread that counts, between tables.
public interface MetricsProgress {

  /// For callers that only want the answer.
  MetricsProgress SILENT = () -> true;

  /// False once the caller has gone: the query ends with what it has.
  boolean isWanted();

  /// Whether [#finished] should be told now.
  default boolean isDue() {
    return false;
  }

  /// Tells the samples of intervals `[from, end)`, which nothing changes any more. The next ones to
  /// be told lie before them; series that are found later have no samples told of these.
  default void finished(
      TimeAxis axis, List<TimeSeries> series, int from, int end, SearchMetrics metrics) {}
}
