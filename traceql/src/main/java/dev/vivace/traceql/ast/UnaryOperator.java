package dev.vivace.traceql.ast;

/// A sign or a negation before a field expression.
public enum UnaryOperator {
  MINUS("-"),
  NOT("!");

  private final String symbol;

  UnaryOperator(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }
}
