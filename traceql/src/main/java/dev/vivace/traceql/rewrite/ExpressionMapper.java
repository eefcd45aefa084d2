package dev.vivace.traceql.rewrite;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import java.util.List;
import java.util.function.UnaryOperator;

/// Applies a function to every node of an expression, operands first.
final class ExpressionMapper {

  private ExpressionMapper() {}

  static FieldExpression map(FieldExpression expression, UnaryOperator<FieldExpression> function) {
    UnaryOperator<FieldExpression> inner = operand -> map(operand, function);
    FieldExpression mapped =
        switch (expression) {
          case Literal _, Reference _ -> expression;
          case Unary(var operator, var operand) -> new Unary(operator, inner.apply(operand));
          case Arithmetic(var operator, var left, var right) ->
              new Arithmetic(operator, inner.apply(left), inner.apply(right));
          case Comparison(var operator, var left, var right) ->
              new Comparison(operator, inner.apply(left), inner.apply(right));
          case Logical(var operator, var operands) -> {
            List<FieldExpression> all = operands.stream().map(inner).toList();
            yield Logical.chain(operator, all.getFirst(), all.subList(1, all.size()));
          }
          case Existence(var expectsValue, var operand) ->
              new Existence(expectsValue, inner.apply(operand));
        };
    return function.apply(mapped);
  }
}
