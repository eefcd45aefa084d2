package dev.vivace.traceql.syntax;

import java.util.Set;

/// Words with a meaning of their own, which hints cannot bear as names.
final class ReservedWords {

  private static final Set<String> WORDS =
      Set.of(
          ("true false nil error ok unset unspecified internal server client producer consumer"
                  + " duration name status statusMessage kind rootName rootServiceName"
                  + " traceDuration nestedSetLeft nestedSetRight nestedSetParent parent childCount"
                  + " rootService id traceID spanID parentID timeSinceStart version count avg max"
                  + " min sum by coalesce select rate count_over_time min_over_time max_over_time"
                  + " avg_over_time sum_over_time quantile_over_time histogram_over_time compare"
                  + " topk bottomk with")
              .split(" "));

  private ReservedWords() {}

  static boolean contains(String word) {
    return WORDS.contains(word);
  }
}
