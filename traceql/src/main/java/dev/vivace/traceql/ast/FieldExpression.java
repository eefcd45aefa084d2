package dev.vivace.traceql.ast;

import dev.vivace.traceql.value.Value;
import java.util.ArrayList;
import java.util.List;

/// An expression over one span, such as `span.http.status_code >= 500`.
public sealed interface FieldExpression {

  /// A constant. Never nil: that stands only beside `=` and `!=`, which is an [Existence].
  record Literal(Value value) implements FieldExpression {}

  /// What a query reads from a span: an attribute or an intrinsic.
  sealed interface Reference extends FieldExpression {}

  /// An attribute, `span.a` or `.a`.
  record Attribute(Scope scope, String name) implements Reference {}

  /// An intrinsic, `duration` or `trace:id`.
  record IntrinsicField(Intrinsic intrinsic) implements Reference {}

  /// `-x` or `!x`.
  record Unary(UnaryOperator operator, FieldExpression operand) implements FieldExpression {}

  /// `a + b` and the like.
  record Arithmetic(ArithmeticOperator operator, FieldExpression left, FieldExpression right)
      implements FieldExpression {}

  /// `a = b`, `a =~ "pattern"` and the like.
  record Comparison(ComparisonOperator operator, FieldExpression left, FieldExpression right)
      implements FieldExpression {}

  /// A chain of one operator, flat: `a || b || c` has three operands. `(a || b) || c` is the same
  /// chain, `a || (b || c)` is a chain of two whose second operand is a chain.
  record Logical(LogicalOperator operator, List<FieldExpression> operands)
      implements FieldExpression {

    public Logical {
      operands = List.copyOf(operands);
      if (operands.size() < 2) {
        throw new IllegalArgumentException(
            operator.symbol() + " of " + operands.size() + " operands (expected: at least 2)");
      }
      if (operands.getFirst() instanceof Logical first && first.operator == operator) {
        throw new IllegalArgumentException("a chain of " + operator.symbol() + " is not flat");
      }
    }

    /// A chain that begins with the operands of `first`, if that is a chain of the same operator.
    public static Logical chain(
        LogicalOperator operator, FieldExpression first, List<FieldExpression> others) {
      List<FieldExpression> operands = new ArrayList<>();
      if (first instanceof Logical(var firstOperator, var firstOperands)
          && firstOperator == operator) {
        operands.addAll(firstOperands);
      } else {
        operands.add(first);
      }
      operands.addAll(others);
      return new Logical(operator, operands);
    }
  }

  /// `x != nil` if `expectsValue`, else `x = nil`.
  record Existence(boolean expectsValue, FieldExpression operand) implements FieldExpression {}
}
