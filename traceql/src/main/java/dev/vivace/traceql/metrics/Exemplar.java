package dev.vivace.traceql.metrics;

import java.util.List;

/// A span that stands for others of its series.
///
/// @param labels `trace:id` and what the query looks at
/// @param timestampMillis start of the span, unix milliseconds
/// @param interval of the [TimeAxis] that the span starts in
public record Exemplar(List<SeriesLabel> labels, double value, long timestampMillis, int interval) {

  public Exemplar {
    labels = List.copyOf(labels);
  }
}
