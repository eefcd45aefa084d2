package dev.vivace.traceql.ast;

import java.util.Optional;

/// A comparison. Scalars and metrics know all but the two for patterns.
public enum ComparisonOperator {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  MATCHES("=~"),
  NOT_MATCHES("!~");

  private final String symbol;

  ComparisonOperator(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }

  public boolean isPattern() {
    return this == MATCHES || this == NOT_MATCHES;
  }

  public boolean isOrdering() {
    return this == LESS || this == LESS_OR_EQUAL || this == GREATER || this == GREATER_OR_EQUAL;
  }

  /// The operator that says the same with its sides exchanged; patterns cannot be turned.
  public ComparisonOperator flipped() {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> this;
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
      case MATCHES, NOT_MATCHES ->
          throw new IllegalStateException("a pattern stands on the right of " + symbol);
    };
  }

  public static Optional<ComparisonOperator> ofSymbol(String symbol) {
    for (ComparisonOperator operator : values()) {
      if (operator.symbol.equals(symbol)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }
}
