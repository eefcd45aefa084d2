package dev.vivace.traceql.ast;

import java.util.Locale;
import java.util.Optional;

/// A function over the spans of a spanset.
public enum AggregateFunction {
  COUNT,
  MIN,
  MAX,
  AVG,
  SUM;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  public static Optional<AggregateFunction> ofWord(String word) {
    for (AggregateFunction function : values()) {
      if (function.word.equals(word)) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }
}
