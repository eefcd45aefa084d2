package dev.vivace.traceql.ast;

import java.util.Locale;
import java.util.Optional;

/// A metrics function over time, `compare` aside.
public enum TimeFunction {
  RATE(false, 5),
  COUNT_OVER_TIME(false, 5),
  MIN_OVER_TIME(true, 5),
  MAX_OVER_TIME(true, 5),
  SUM_OVER_TIME(true, 5),
  AVG_OVER_TIME(true, 4),
  HISTOGRAM_OVER_TIME(true, 4),
  QUANTILE_OVER_TIME(true, 4);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final boolean hasArgument;
  private final int maxGroupBy;

  TimeFunction(boolean hasArgument, int maxGroupBy) {
    this.hasArgument = hasArgument;
    this.maxGroupBy = maxGroupBy;
  }

  public String word() {
    return word;
  }

  public boolean hasArgument() {
    return hasArgument;
  }

  /// How many attributes its `by` may name.
  public int maxGroupBy() {
    return maxGroupBy;
  }

  public static Optional<TimeFunction> ofWord(String word) {
    for (TimeFunction function : values()) {
      if (function.word.equals(word)) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }
}
