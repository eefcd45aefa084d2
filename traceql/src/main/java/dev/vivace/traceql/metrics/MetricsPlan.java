package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.MetricsQuery;

/// A metrics query, ready to run over tables. Immutable; any thread may use it.
public final class MetricsPlan {

  private final MetricsQuery query;
  private final TimeAxis axis;

  private MetricsPlan(MetricsQuery query, TimeAxis axis) {
    this.query = query;
    this.axis = axis;
  }

  /// Prepares a query from [dev.vivace.traceql.TraceQl#parseMetrics].
  public static MetricsPlan of(MetricsQuery query, TimeAxis axis) {
    return new MetricsPlan(query, axis);
  }

  public TimeAxis axis() {
    return axis;
  }

  /// Whether a table without a span that starts within the axis has nothing to add.
  public boolean countsSpansAlone() {
    return true;
  }

  /// Whether samples of an interval stay as they are once no table is left with spans in it, so that
  /// they may be shown before the query is done. Series may still come.
  public boolean isSettledByTime() {
    return true;
  }

  /// A run over tables, with nothing counted.
  public MetricsRun run(MetricsLimits limits) {
    throw new UnsupportedOperationException(query + " " + limits);
  }
}
