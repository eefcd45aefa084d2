package dev.vivace.querier.search;

import java.time.Duration;

/// What one search may take.
///
/// @param timeout of waiting and searching; what was found by then is the answer
/// @param maxInspectedBytes stored bytes of the tables that are read; zero allows any
/// @param maxResultBytes memory of what is found, about
public record SearchLimits(Duration timeout, long maxInspectedBytes, long maxResultBytes) {

  public SearchLimits {
    if (!timeout.isPositive() || maxInspectedBytes < 0 || maxResultBytes < 1) {
      throw new IllegalArgumentException(
          "timeout: %s, maxInspectedBytes: %d, maxResultBytes: %d (expected: > 0, >= 0, > 0)"
              .formatted(timeout, maxInspectedBytes, maxResultBytes));
    }
  }

  /// Thirty seconds, any number of bytes read, 32 MiB found.
  public static SearchLimits defaults() {
    return new SearchLimits(Duration.ofSeconds(30), 0, 32 << 20);
  }
}
