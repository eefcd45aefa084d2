package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/// Operators on two values (specification 5.2, 5.5, 5.6).
final class Operators {

  private Operators() {}

  /// False for whatever is missing, of no type or of different types, also for `!=`.
  static boolean compare(ComparisonOperator operator, Value left, Value right) {
    if (left instanceof ArrayValue(var elements) && !(right instanceof ArrayValue)) {
      Predicate<Value> holds = element -> compareScalars(operator, element, right);
      return isNegative(operator)
          ? elements.stream().allMatch(holds)
          : elements.stream().anyMatch(holds);
    }
    if (right instanceof ArrayValue && !(left instanceof ArrayValue) && !operator.isPattern()) {
      return compare(operator.flipped(), right, left);
    }
    return compareScalars(operator, left, right);
  }

  private static boolean isNegative(ComparisonOperator operator) {
    return operator == ComparisonOperator.NOT_EQUAL || operator == ComparisonOperator.NOT_MATCHES;
  }

  private static boolean compareScalars(ComparisonOperator operator, Value left, Value right) {
    if (left instanceof StringValue(var a) && right instanceof StringValue(var b)) {
      return compareStrings(operator, a, b);
    }
    if (operator.isPattern()) {
      return false;
    }
    if (left instanceof IntValue(var a) && right instanceof IntValue(var b)) {
      return holds(operator, a < b, a == b, a > b);
    }
    if (left.isNumber() && right.isNumber()) {
      double a = left.asDouble();
      double b = right.asDouble();
      return holds(operator, a < b, a == b, a > b);
    }
    boolean isComparable =
        left.getClass() == right.getClass()
            && !(left instanceof Value.Nil || left instanceof Value.Opaque)
            && !(left instanceof ArrayValue);
    return isComparable
        && !operator.isOrdering()
        && left.equals(right) == (operator == ComparisonOperator.EQUAL);
  }

  private static boolean compareStrings(ComparisonOperator operator, String a, String b) {
    if (operator.isPattern()) {
      return ValuePattern.compile(b).matches(a) == (operator == ComparisonOperator.MATCHES);
    }
    int order =
        Arrays.compareUnsigned(
            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    return holds(operator, order < 0, order == 0, order > 0);
  }

  /// NaN is neither below, equal nor above, hence only unequal.
  private static boolean holds(
      ComparisonOperator operator, boolean below, boolean equal, boolean above) {
    return switch (operator) {
      case EQUAL -> equal;
      case NOT_EQUAL -> !equal;
      case LESS -> below;
      case LESS_OR_EQUAL -> below || equal;
      case GREATER -> above;
      case GREATER_OR_EQUAL -> above || equal;
      case MATCHES, NOT_MATCHES -> throw new IllegalStateException(operator + " has no order");
    };
  }

  /// What has no result, such as a missing operand or an integer division by zero, is `false`.
  static Value arithmetic(ArithmeticOperator operator, Value left, Value right) {
    if (left instanceof IntValue(var a) && right instanceof IntValue(var b)) {
      return ints(operator, a, b);
    }
    if (!left.isNumber() || !right.isNumber()) {
      return new BoolValue(false);
    }
    double a = left.asDouble();
    double b = right.asDouble();
    return new FloatValue(
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MODULO -> a % b;
          case POWER -> Math.pow(a, b);
        });
  }

  private static Value ints(ArithmeticOperator operator, long a, long b) {
    boolean dividesByZero =
        switch (operator) {
          case DIVIDE, MODULO -> b == 0;
          case POWER -> a == 0 && b < 0;
          case ADD, SUBTRACT, MULTIPLY -> false;
        };
    if (dividesByZero) {
      return new BoolValue(false);
    }
    return new IntValue(
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MODULO -> a % b;
          case POWER -> power(a, b);
        });
  }

  private static long power(long base, long exponent) {
    if (exponent < 0) {
      boolean isOdd = exponent % 2 != 0;
      return base == 1 || (base == -1 && !isOdd) ? 1 : base == -1 ? -1 : 0;
    }
    BigInteger modulus = BigInteger.ONE.shiftLeft(Long.SIZE);
    return BigInteger.valueOf(base).modPow(BigInteger.valueOf(exponent), modulus).longValue();
  }
}
