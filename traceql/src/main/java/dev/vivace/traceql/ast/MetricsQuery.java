package dev.vivace.traceql.ast;

import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Optional;

/// A whole metrics query: series of spans, or arithmetic between such series, and the hints of the
/// last `with`.
public record MetricsQuery(MetricsExpression expression, List<Hint> hints) {

  public MetricsQuery {
    hints = List.copyOf(hints);
    if (expression instanceof MetricsExpression.Number number) {
      throw new IllegalArgumentException("no series: " + number);
    }
  }

  /// The value of a hint; of several with one name the last.
  public Optional<Value> hint(String name) {
    return Hint.last(hints, name);
  }
}
