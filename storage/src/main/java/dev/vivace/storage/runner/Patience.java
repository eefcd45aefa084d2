package dev.vivace.storage.runner;

import java.time.Duration;

/// How long a protocol is carried on with although calls fail.
///
/// @param firstPause before the first repetition; each further one is twice as long
/// @param longestPause but no longer than this
/// @param deadline when calls have failed for so long without a success in between, it is given up
public record Patience(Duration firstPause, Duration longestPause, Duration deadline) {

  /// Some seconds: for what is tried again as a whole anyway.
  public static final Patience SHORT =
      new Patience(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(5));

  /// As long as a store is usually away: for what should be done now.
  public static final Patience LONG =
      new Patience(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(60));

  public Patience {
    if (firstPause.isNegative()
        || longestPause.compareTo(firstPause) < 0
        || deadline.isNegative()) {
      throw new IllegalArgumentException(
          "pauses of %s to %s within %s (expected: ascending, >= 0)"
              .formatted(firstPause, longestPause, deadline));
    }
  }

  Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longestPause) < 0 ? twice : longestPause;
  }
}
