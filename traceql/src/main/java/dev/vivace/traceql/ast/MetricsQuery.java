package dev.vivace.traceql.ast;

import java.util.List;

/// A whole metrics query: series of spans, or arithmetic between such series.
public record MetricsQuery(MetricsExpression expression, List<Hint> hints) {

  public MetricsQuery {
    hints = List.copyOf(hints);
  }
}
