package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.Stage;
import java.util.List;
import java.util.Optional;

/// What a piece of a pipeline turned out to be. Parentheses mean several things, and only what
/// stands in them tells which: so one parser reads them all, and what does not fit is refused where
/// it is combined.
sealed interface Operand {

  /// For messages.
  String shown();

  /// `{ … }`. With `mayWrap` each of its operands stands in parentheses, so that it can be read as
  /// wrapped pipelines; on the very left that takes two pairs, `mayWrapLeft`.
  record OfSpanset(SpansetExpression expression, boolean mayWrap, boolean mayWrapLeft)
      implements Operand {

    @Override
    public String shown() {
      return "a spanset";
    }

    OfSpanset inParentheses() {
      return new OfSpanset(expression, true, mayWrap);
    }
  }

  /// `count()`, `3`, `count() + 3`.
  record OfScalar(ScalarExpression expression) implements Operand {

    @Override
    public String shown() {
      return "a scalar";
    }
  }

  /// A stage that is no operand of anything: `count() > 3`, `by(…)`, `coalesce()`, `select(…)`.
  record OfStage(Stage stage) implements Operand {

    @Override
    public String shown() {
      return "a pipeline stage";
    }
  }

  /// `({ … } | …)`.
  record OfWrapped(PipelineExpression expression) implements Operand {

    @Override
    public String shown() {
      return "a pipeline in parentheses";
    }
  }

  /// `({ … } | count())`.
  record OfWrappedScalar(ScalarExpression expression) implements Operand {

    @Override
    public String shown() {
      return "a pipeline in parentheses that ends in an aggregate";
    }
  }

  /// `({ … } | count()) > 3`.
  record OfComparison(WrappedComparison comparison) implements Operand {

    @Override
    public String shown() {
      return "a comparison of pipelines";
    }
  }

  /// This as a wrapped pipeline, if it can be one on the right of an operator.
  default Optional<PipelineExpression> asWrapped() {
    return switch (this) {
      case OfWrapped(var expression) -> Optional.of(expression);
      case OfSpanset(var expression, var mayWrap, _) when mayWrap ->
          Optional.of(new Pipeline(List.of(expression)));
      case OfSpanset _, OfScalar _, OfStage _, OfWrappedScalar _, OfComparison _ ->
          Optional.empty();
    };
  }
}
