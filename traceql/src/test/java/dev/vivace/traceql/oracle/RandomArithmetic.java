package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Filtered;
import dev.vivace.traceql.ast.MetricsExpression.Operation;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Makes arithmetic between series. Operators that jump, such as a division by what may be zero,
/// are applied only to what is computed without roundings.
final class RandomArithmetic {

  /// @param isExact whether every way to compute a sample gives the same bits
  record Made(MetricsExpression expression, boolean isExact) {}

  private final Random random;
  private final RandomStages stages;
  private final Supplier<Made> leaves;
  private int queriesLeft;

  RandomArithmetic(Random random, RandomStages stages, Supplier<Made> leaves, int maxQueries) {
    this.random = random;
    this.stages = stages;
    this.leaves = leaves;
    this.queriesLeft = maxQueries;
  }

  MetricsExpression next() {
    Made operation = operation(2);
    return random.nextInt(3) == 0 ? filtered(operation).expression() : operation.expression();
  }

  private Made operation(int depth) {
    Made left = operand(depth);
    boolean isWithNumber = queriesLeft == 0 || random.nextInt(3) == 0;
    Made right = isWithNumber ? number() : operand(depth);
    return isWithNumber && random.nextBoolean() ? combine(right, left) : combine(left, right);
  }

  private Made operand(int depth) {
    if (depth > 0 && queriesLeft > 1 && random.nextInt(3) == 0) {
      Made inner = operation(depth - 1);
      return random.nextInt(4) == 0 ? filtered(inner) : inner;
    }
    queriesLeft--;
    Made leaf = leaves.get();
    return random.nextInt(6) == 0 ? filtered(leaf) : leaf;
  }

  private Made number() {
    double number = random.nextBoolean() ? random.nextInt(-3, 4) : random.nextGaussian();
    return new Made(new MetricsExpression.Number(number), true);
  }

  private Made filtered(Made operand) {
    return new Made(
        new Filtered(operand.expression(), stages.next(operand.isExact(), operand.isExact())),
        operand.isExact());
  }

  private Made combine(Made left, Made right) {
    boolean isExact = left.isExact() && right.isExact();
    List<ArithmeticOperator> operators =
        isExact
            ? List.of(ArithmeticOperator.values())
            : isSimple(right)
                ? List.of(
                    ArithmeticOperator.ADD,
                    ArithmeticOperator.SUBTRACT,
                    ArithmeticOperator.MULTIPLY,
                    ArithmeticOperator.DIVIDE)
                : List.of(ArithmeticOperator.ADD, ArithmeticOperator.MULTIPLY);
    ArithmeticOperator operator = operators.get(random.nextInt(operators.size()));
    return new Made(
        new Operation(operator, left.expression(), right.expression()),
        isExact && operator != ArithmeticOperator.POWER);
  }

  /// What is zero in every way to compute it, or in none.
  private static boolean isSimple(Made divisor) {
    return divisor.expression() instanceof SeriesOf
        || divisor.expression() instanceof MetricsExpression.Number;
  }
}
