package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.Metrics.SecondStage;
import java.util.List;

/// What a metrics query computes.
public sealed interface MetricsExpression {

  /// The series of one query, whose `metrics()` is not null.
  record SeriesOf(Query query) implements MetricsExpression {}

  /// A number beside series.
  record Number(double value) implements MetricsExpression {}

  /// Arithmetic between samples of one time.
  record Operation(
      ArithmeticOperator operator, MetricsExpression left, MetricsExpression right)
      implements MetricsExpression {}

  /// `( … ) | topk(3)`: second stages behind parentheses.
  record Filtered(MetricsExpression operand, List<SecondStage> then) implements MetricsExpression {

    public Filtered {
      then = List.copyOf(then);
    }
  }
}
