package dev.vivace.traceql.ast;

import java.util.List;

/// What comes before metrics and hints: nearly always one pipeline.
public sealed interface PipelineExpression {

  /// Stages from left to right, at least one.
  record Pipeline(List<Stage> stages) implements PipelineExpression {

    public Pipeline {
      stages = List.copyOf(stages);
      if (stages.isEmpty()) {
        throw new IllegalArgumentException("a pipeline has at least one stage");
      }
    }
  }

  /// `({ … } | …) && ({ … } | …)`.
  record WrappedOperation(
      SpansetOperator operator, PipelineExpression left, PipelineExpression right)
      implements PipelineExpression {}

  /// `({ … } | count()) > 5`: parsed, never executed.
  record WrappedComparison(
      ComparisonOperator operator, ScalarExpression left, ScalarExpression right)
      implements PipelineExpression {}
}
