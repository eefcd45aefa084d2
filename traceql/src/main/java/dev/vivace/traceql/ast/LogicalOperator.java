package dev.vivace.traceql.ast;

/// `&&` and `||` between field expressions. Both bind equally tight.
public enum LogicalOperator {
  AND("&&"),
  OR("||");

  private final String symbol;

  LogicalOperator(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }
}
