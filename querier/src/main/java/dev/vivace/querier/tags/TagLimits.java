package dev.vivace.querier.tags;

import java.time.Duration;

/// What looks for names and values may take together.
///
/// @param maxConcurrent looks at the same time
/// @param maxWaiting looks that wait for one of them to end; further ones are refused
/// @param timeout of waiting and looking; what was found by then is the answer
public record TagLimits(int maxConcurrent, int maxWaiting, Duration timeout) {

  public TagLimits {
    if (maxConcurrent < 1 || maxWaiting < 0 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "maxConcurrent: %d, maxWaiting: %d, timeout: %s (expected: > 0, >= 0, > 0)"
              .formatted(maxConcurrent, maxWaiting, timeout));
    }
  }

  public static TagLimits defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new TagLimits(2 * processors, 100, Duration.ofSeconds(30));
  }
}
