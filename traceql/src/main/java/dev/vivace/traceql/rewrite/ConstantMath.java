package dev.vivace.traceql.rewrite;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.value.Utf8Order;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.Optional;

/// Operators on constants.
public final class ConstantMath {

  private ConstantMath() {}

  public static Optional<Value> negate(Value operand) {
    return switch (operand) {
      case IntValue(var number) -> Optional.of(new IntValue(-number));
      case FloatValue(var number) -> Optional.of(new FloatValue(-number));
      case DurationValue(var nanos) -> Optional.of(new DurationValue(-nanos));
      default -> Optional.empty();
    };
  }

  /// Ints stay ints and wrap around; nothing if a division by zero has no result. All else is
  /// computed in doubles.
  public static Optional<Value> arithmetic(ArithmeticOperator operator, Value left, Value right) {
    if (left instanceof IntValue(var a) && right instanceof IntValue(var b)) {
      return ints(operator, a, b).map(IntValue::new);
    }
    if (left.isNumber() && right.isNumber()) {
      return Optional.of(new FloatValue(doubles(operator, left.asDouble(), right.asDouble())));
    }
    return Optional.empty();
  }

  private static Optional<Long> ints(ArithmeticOperator operator, long a, long b) {
    return switch (operator) {
      case ADD -> Optional.of(a + b);
      case SUBTRACT -> Optional.of(a - b);
      case MULTIPLY -> Optional.of(a * b);
      case DIVIDE -> b == 0 ? Optional.empty() : Optional.of(a / b);
      case MODULO -> b == 0 ? Optional.empty() : Optional.of(a % b);
      case POWER -> power(a, b);
    };
  }

  /// Below one a power truncates toward zero, as a division does.
  private static Optional<Long> power(long base, long exponent) {
    if (exponent < 0) {
      return switch (Long.signum(base) * (Math.abs(base) == 1 ? 1 : 2)) {
        case 0 -> Optional.empty();
        case 1 -> Optional.of(1L);
        case -1 -> Optional.of(exponent % 2 == 0 ? 1L : -1L);
        default -> Optional.of(0L);
      };
    }
    long result = 1;
    long square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      result *= (rest & 1) == 1 ? square : 1;
      square *= square;
    }
    return Optional.of(result);
  }

  private static double doubles(ArithmeticOperator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MODULO -> a % b;
      case POWER -> Math.pow(a, b);
    };
  }

  public static boolean compare(ComparisonOperator operator, Value left, Value right) {
    if (left instanceof IntValue(var a) && right instanceof IntValue(var b)) {
      return holds(operator, Long.compare(a, b));
    }
    if (left.isNumber() && right.isNumber()) {
      return compareDoubles(operator, left.asDouble(), right.asDouble());
    }
    if (left instanceof StringValue(var a) && right instanceof StringValue(var b)) {
      return operator.isPattern()
          ? ValuePattern.compile(b).matches(a) == (operator == ComparisonOperator.MATCHES)
          : holds(operator, Utf8Order.compare(a, b));
    }
    boolean isSameType = left.getClass() == right.getClass();
    return isSameType && left.equals(right) == (operator == ComparisonOperator.EQUAL);
  }

  private static boolean compareDoubles(ComparisonOperator operator, double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return operator == ComparisonOperator.NOT_EQUAL;
    }
    return holds(operator, a == b ? 0 : Double.compare(a, b));
  }

  private static boolean holds(ComparisonOperator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case MATCHES, NOT_MATCHES -> throw new IllegalStateException(operator + " has no order");
    };
  }
}
