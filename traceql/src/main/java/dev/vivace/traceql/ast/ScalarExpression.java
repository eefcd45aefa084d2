package dev.vivace.traceql.ast;

import dev.vivace.traceql.value.Value;
import org.jspecify.annotations.Nullable;

/// An expression over one spanset, such as `avg(duration)`.
public sealed interface ScalarExpression {

  /// `count()`, or another function of an argument; only `count` has none.
  record Aggregate(AggregateFunction function, @Nullable FieldExpression argument)
      implements ScalarExpression {

    public Aggregate {
      if ((function == AggregateFunction.COUNT) != (argument == null)) {
        throw new IllegalArgumentException(function + " of " + argument);
      }
    }
  }

  /// A number, its sign included. Only in a [PipelineExpression.WrappedComparison] any literal.
  record Constant(Value value) implements ScalarExpression {}

  /// Parsed, never executed.
  record ScalarArithmetic(
      ArithmeticOperator operator, ScalarExpression left, ScalarExpression right)
      implements ScalarExpression {}

  /// `({ } | count())`: parsed, never executed.
  record PipelineAggregate(PipelineExpression.Pipeline pipeline, Aggregate aggregate)
      implements ScalarExpression {}
}
