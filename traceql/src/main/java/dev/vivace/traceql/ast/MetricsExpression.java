package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.Metrics.SecondStage;
import java.util.List;

/// What a metrics query computes. Only operands of an [Operation] are numbers, and never both of
/// them: what needs no series is computed while it is read.
public sealed interface MetricsExpression {

  /// The series of one query, which has metrics and no hints.
  record SeriesOf(Query query) implements MetricsExpression {

    public SeriesOf {
      if (query.metrics() == null || !query.hints().isEmpty()) {
        throw new IllegalArgumentException("metrics " + query.metrics() + ", " + query.hints());
      }
    }
  }

  /// A number beside series.
  @SuppressWarnings("JavaLangClash") // Always written with its interface where both are near.
  record Number(double value) implements MetricsExpression {}

  /// Arithmetic between samples of one time.
  record Operation(ArithmeticOperator operator, MetricsExpression left, MetricsExpression right)
      implements MetricsExpression {

    public Operation {
      if (left instanceof Number && right instanceof Number) {
        throw new IllegalArgumentException(operator + " of two numbers is a number");
      }
    }
  }

  /// `( … ) | topk(3)`: second stages behind arithmetic or parentheses, at least one.
  record Filtered(MetricsExpression operand, List<SecondStage> then) implements MetricsExpression {

    public Filtered {
      then = List.copyOf(then);
      if (operand instanceof Number || then.isEmpty()) {
        throw new IllegalArgumentException(then + " behind " + operand);
      }
    }
  }
}
