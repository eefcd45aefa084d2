package dev.vivace.traceql.type;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.Mentions;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.ScalarExpression.PipelineAggregate;
import dev.vivace.traceql.ast.ScalarExpression.ScalarArithmetic;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.StaticType;
import dev.vivace.traceql.syntax.Positions;
import java.util.function.Consumer;

/// Finds the types of scalars, and refuses the comparisons that are not executed.
final class ScalarTypes {

  private final Positions positions;
  private final FieldTypes fields;
  private final Consumer<PipelineExpression> checkPipeline;

  ScalarTypes(Positions positions, FieldTypes fields, Consumer<PipelineExpression> checkPipeline) {
    this.positions = positions;
    this.fields = fields;
    this.checkPipeline = checkPipeline;
  }

  void check(ScalarFilter filter) {
    requireFit(filter, check(filter.left()), check(filter.right()));
    boolean isSupported = filter.left() instanceof Aggregate && filter.right() instanceof Constant;
    if (!isSupported) {
      throw positions.error(
          Kind.UNSUPPORTED,
          filter,
          "'%s' is not supported; write an aggregate on the left and one number on the right"
              .formatted(FieldTypes.shorten(CanonicalText.of(filter))));
    }
  }

  void check(WrappedComparison comparison) {
    requireFit(comparison, check(comparison.left()), check(comparison.right()));
    throw positions.error(
        Kind.UNSUPPORTED,
        comparison,
        "comparing pipelines is not supported; write { … } | count() > 5");
  }

  private StaticType check(ScalarExpression expression) {
    return switch (expression) {
      case Constant(var value) -> FieldTypes.ofLiteral(value);
      case Aggregate aggregate -> check(aggregate);
      case PipelineAggregate(var pipeline, var aggregate) -> {
        checkPipeline.accept(pipeline);
        yield check(aggregate);
      }
      case ScalarArithmetic(_, var left, var right) -> {
        StaticType leftType = check(left);
        StaticType rightType = check(right);
        requireFit(expression, leftType, rightType);
        yield leftType == StaticType.UNKNOWN ? rightType : leftType;
      }
    };
  }

  private StaticType check(Aggregate aggregate) {
    FieldExpression argument = aggregate.argument();
    if (argument == null) {
      return StaticType.INT;
    }
    StaticType type = fields.check(argument);
    if (!type.isNumber() && type != StaticType.UNKNOWN) {
      throw refuse(aggregate, argument, "is " + type.text() + "; it needs a number");
    }
    if (Mentions.in(argument).isEmpty()) {
      throw refuse(aggregate, argument, "does not mention the span");
    }
    return type;
  }

  private QueryException refuse(Aggregate aggregate, FieldExpression argument, String reason) {
    return positions.error(
        Kind.VALIDATE,
        argument,
        "the argument '%s' of %s() %s"
            .formatted(FieldTypes.shown(argument), aggregate.function().word(), reason));
  }

  private void requireFit(Object at, StaticType left, StaticType right) {
    if (!left.fits(right)) {
      throw positions.error(
          Kind.VALIDATE, at, "cannot combine %s and %s".formatted(left.text(), right.text()));
    }
  }
}
