package dev.vivace.traceql.metrics;

import java.util.List;

/// One side of arithmetic between metrics queries.
sealed interface Operand {

  /// In the order of [SeriesOrder].
  record Series(List<TimeSeries> series) implements Operand {

    public Series {
      series = List.copyOf(series);
    }
  }

  record Scalar(double number) implements Operand {}
}
