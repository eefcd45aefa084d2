package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.rewrite.ConstantMath;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import java.util.Optional;

/// Parses arithmetic by precedence, from left to right but for `^`.
abstract class ArithmeticParser<T> {

  final TokenCursor cursor;

  ArithmeticParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /// What stands between operators.
  abstract T primary();

  abstract T combine(T left, Token symbol, ArithmeticOperator operator, T right);

  /// Operators that bind at least as tight as `level`.
  final T parse(int level) {
    T left = primary();
    Optional<ArithmeticOperator> operator = operator(level);
    while (operator.isPresent()) {
      Token symbol = cursor.take();
      left = combine(left, symbol, operator.get(), right(operator.get()));
      operator = operator(level);
    }
    return left;
  }

  private Optional<ArithmeticOperator> operator(int level) {
    return ArithmeticOperator.ofSymbol(cursor.peek().text())
        .filter(operator -> level <= Precedence.of(operator));
  }

  private T right(ArithmeticOperator operator) {
    if (operator != ArithmeticOperator.POWER) {
      return parse(Precedence.of(operator) + 1);
    }
    cursor.enter(); // The only operator that groups to the right: each one nests.
    T right = parse(Precedence.POWER);
    cursor.leave();
    return right;
  }

  /// Computes what needs no series: ints stay ints, as in filters.
  final Value compute(Value left, Token symbol, ArithmeticOperator operator, Value right) {
    refuseDuration(left, symbol);
    refuseDuration(right, symbol);
    return ConstantMath.arithmetic(operator, left, right)
        .orElseThrow(
            () ->
                cursor.fail(
                    Kind.VALIDATE, symbol, "integers cannot be divided by zero; write floats"));
  }

  final void refuseDuration(Value number, Token symbol) {
    if (number instanceof DurationValue) {
      throw noDurations(symbol);
    }
  }

  private QueryException noDurations(Token symbol) {
    return cursor.fail(
        Kind.PARSE,
        symbol,
        "'" + symbol.text() + "' calculates with numbers, not with durations; write the seconds");
  }
}
