package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.rewrite.ConstantMath;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;

/// Operators on two values of spans (specification 5.2, 5.5, 5.6).
final class Operators {

  private static final Value NO_RESULT = new BoolValue(false);

  private Operators() {}

  /// False for whatever is missing or of different types, also for `!=`. Of an array some element
  /// must satisfy the comparison; all of them if it is a negative one.
  static boolean compare(
      ComparisonOperator operator, Value left, Value right, PatternCache patterns) {
    if (left instanceof ArrayValue(var elements)) {
      return !(right instanceof ArrayValue) && some(operator, elements, right, patterns);
    }
    if (right instanceof ArrayValue(var elements)) {
      return !operator.isPattern() && some(operator.flipped(), elements, left, patterns);
    }
    return compareScalars(operator, left, right, patterns);
  }

  private static boolean some(
      ComparisonOperator operator, List<Value> elements, Value other, PatternCache patterns) {
    boolean all =
        operator == ComparisonOperator.NOT_EQUAL || operator == ComparisonOperator.NOT_MATCHES;
    for (Value element : elements) {
      if (compareScalars(operator, element, other, patterns) != all) {
        return !all;
      }
    }
    return all;
  }

  private static boolean compareScalars(
      ComparisonOperator operator, Value left, Value right, PatternCache patterns) {
    if (operator.isPattern()) {
      return left instanceof StringValue(var text)
          && right instanceof StringValue(var pattern)
          && patterns.matches(pattern, text) == (operator == ComparisonOperator.MATCHES);
    }
    boolean areComparable =
        (left.isNumber() && right.isNumber())
            || (left.getClass() == right.getClass()
                && !(left instanceof Nil || left instanceof Opaque)
                && (left instanceof StringValue || !operator.isOrdering()));
    return areComparable && ConstantMath.compare(operator, left, right);
  }

  /// What has no result, such as a missing operand or an integer division by zero, is `false`.
  static Value arithmetic(ArithmeticOperator operator, Value left, Value right) {
    return ConstantMath.arithmetic(operator, left, right).orElse(NO_RESULT);
  }

  /// Nil if the operand is of the wrong type.
  static Value unary(UnaryOperator operator, Value operand) {
    return switch (operator) {
      case NOT -> operand instanceof BoolValue(var flag) ? new BoolValue(!flag) : Nil.NIL;
      case MINUS -> ConstantMath.negate(operand).orElse(Nil.NIL);
    };
  }
}
