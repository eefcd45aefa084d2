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

    /// Whether this is one filter, or filters joined by operators, and nothing else.
    public boolean isSpanset() {
      return stages.size() == 1 && stages.getFirst() instanceof SpansetExpression;
    }
  }

  /// `({ … } | …) && ({ … } | …)`. At least one side is more than a spanset.
  record WrappedOperation(
      SpansetOperator operator, PipelineExpression left, PipelineExpression right)
      implements PipelineExpression {

    public WrappedOperation {
      if (left instanceof Pipeline a && right instanceof Pipeline b) {
        if (a.isSpanset() && b.isSpanset()) {
          throw new IllegalArgumentException("spansets are joined by a SpansetOperation");
        }
      }
    }
  }

  /// `({ … } | count()) > 5`: parsed, never executed.
  record WrappedComparison(
      ComparisonOperator operator, ScalarExpression left, ScalarExpression right)
      implements PipelineExpression {}
}
