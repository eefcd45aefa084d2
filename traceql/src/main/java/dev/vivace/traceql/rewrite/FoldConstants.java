package dev.vivace.traceql.rewrite;

import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.Optional;

/// Computes every part that mentions no span: `span.a * (2 + 1)` becomes `span.a * 3`. Operators
/// keep their places, so `span.a + 1 + 1` stays; so do integer divisions by zero. `false && .a`
/// stays too: only what is constant all through counts as constant.
public final class FoldConstants {

  private FoldConstants() {}

  public static Query apply(Query query) {
    return new QueryMapper(FoldConstants::apply, FoldConstants::apply).map(query);
  }

  public static FieldExpression apply(FieldExpression expression) {
    return ExpressionMapper.map(expression, FoldConstants::fold);
  }

  private static FieldExpression fold(FieldExpression expression) {
    Optional<Value> value =
        switch (expression) {
          case Literal _, Reference _ -> Optional.empty();
          case Unary(var operator, Literal(var operand)) -> unary(operator, operand);
          case Arithmetic(var operator, Literal(var left), Literal(var right)) ->
              ConstantMath.arithmetic(operator, left, right);
          case Comparison(var operator, Literal(var left), Literal(var right)) ->
              Optional.of(new BoolValue(ConstantMath.compare(operator, left, right)));
          case Logical logical -> logical(logical);
          case Existence(var expectsValue, Literal _) -> Optional.of(new BoolValue(expectsValue));
          case Unary _, Arithmetic _, Comparison _, Existence _ -> Optional.empty();
        };
    return value.<FieldExpression>map(Literal::new).orElse(expression);
  }

  private static Optional<Value> unary(UnaryOperator operator, Value operand) {
    return switch (operator) {
      case MINUS -> ConstantMath.negate(operand);
      case NOT ->
          operand instanceof BoolValue(var flag)
              ? Optional.of(new BoolValue(!flag))
              : Optional.empty();
    };
  }

  private static Optional<Value> logical(Logical logical) {
    boolean isAnd = logical.operator() == LogicalOperator.AND;
    boolean result = isAnd;
    for (FieldExpression operand : logical.operands()) {
      if (!(operand instanceof Literal(BoolValue(var flag)))) {
        return Optional.empty();
      }
      result = isAnd ? result && flag : result || flag;
    }
    return Optional.of(new BoolValue(result));
  }
}
