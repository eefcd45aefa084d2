package dev.vivace.traceql.rewrite;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.Query;
import java.util.function.UnaryOperator;

/// Puts literals on the right of comparisons: `20 < span.a` becomes `span.a > 20`. Only in filters:
/// the texts of `by` and aggregates are keys of answers and stay as written.
public final class FlipLiterals {

  private FlipLiterals() {}

  public static Query apply(Query query) {
    return new QueryMapper(FlipLiterals::apply, UnaryOperator.identity()).map(query);
  }

  public static FieldExpression apply(FieldExpression expression) {
    return ExpressionMapper.map(expression, FlipLiterals::flip);
  }

  private static FieldExpression flip(FieldExpression expression) {
    boolean fires =
        expression instanceof Comparison(var operator, Literal _, var right)
            && !(right instanceof Literal)
            && !operator.isPattern();
    if (!fires) {
      return expression;
    }
    Comparison comparison = (Comparison) expression;
    return new Comparison(comparison.operator().flipped(), comparison.right(), comparison.left());
  }
}
