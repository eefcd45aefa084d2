package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.value.Value;

/// Parses and computes numbers that series are compared with: `100 * 3`. A duration stands alone.
final class NumberParser extends ArithmeticParser<Value> {

  private final LiteralParser literals;

  NumberParser(TokenCursor cursor) {
    super(cursor);
    this.literals = new LiteralParser(cursor);
  }

  @Override
  Value primary() {
    if (!cursor.accept("(")) {
      return literals.parseSignedNumber("a number or a duration");
    }
    cursor.enter();
    Value inner = parse(Precedence.SUM);
    cursor.leave();
    cursor.expect(")", "or an operator");
    return inner;
  }

  @Override
  Value combine(Value left, Token symbol, ArithmeticOperator operator, Value right) {
    return compute(left, symbol, operator, right);
  }
}
