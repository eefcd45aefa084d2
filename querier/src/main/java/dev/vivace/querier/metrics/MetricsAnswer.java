package dev.vivace.querier.metrics;

import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import java.util.List;

/// The series of a metrics query.
///
/// @param axis where their samples are
/// @param message empty if the answer is complete; else why it is not, for people
public record MetricsAnswer(
    TimeAxis axis, List<TimeSeries> series, SearchMetrics metrics, String message) {

  public MetricsAnswer {
    series = List.copyOf(series);
  }

  public boolean isPartial() {
    return !message.isEmpty();
  }

  /// The answer with other series.
  public MetricsAnswer with(List<TimeSeries> others) {
    return new MetricsAnswer(axis, others, metrics, message);
  }

  /// The answer with fewer series, and the reason.
  public MetricsAnswer with(List<TimeSeries> fewer, String reason) {
    return new MetricsAnswer(axis, fewer, metrics, isPartial() ? message + ". " + reason : reason);
  }
}
