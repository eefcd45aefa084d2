package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.ArithmeticOperator;

/// How tight operators bind, loosest first. Between SUM and PRODUCT stands `!`, which is no
/// operator of two sides.
final class Precedence {

  static final int LOGICAL = 2;
  static final int COMPARISON = 3;
  static final int SUM = 4;
  static final int PRODUCT = 6;
  static final int POWER = 7;

  private Precedence() {}

  static int of(ArithmeticOperator operator) {
    return switch (operator) {
      case ADD, SUBTRACT -> SUM;
      case MULTIPLY, DIVIDE, MODULO -> PRODUCT;
      case POWER -> POWER;
    };
  }
}
