package dev.vivace.querier.metrics;

import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.Nil;

/// How many exemplars a range query has for each series (specification 9.7).
final class WantedExemplars {

  private static final String HINT = "exemplars";

  private WantedExemplars() {}

  /// The hint beats the parameter; without both there are as many as there may be.
  ///
  /// @param parameter 0 if absent
  static int count(MetricsQuery query, long parameter, int max) {
    return switch (query.hint(HINT).orElse(Nil.NIL)) {
      case IntValue(var number) when number >= 0 -> (int) Math.min(number, max);
      case BoolValue(var wanted) when !wanted -> 0;
      default -> parameter > 0 ? (int) Math.min(parameter, max) : max;
    };
  }
}
