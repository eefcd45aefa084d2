package dev.vivace.cli.wire;

import java.time.Duration;

/// What a sender learnt of one attempt.
public sealed interface Answer {
  /// Stored.
  record Taken() implements Answer {}

  /// Stored in part: some spans were refused, and nobody says which.
  record TakenInPart(long refusedSpans, String reason) implements Answer {}

  /// Refused for good.
  record Refused(String reason) implements Answer {}

  /// To be sent again.
  ///
  /// @param mayBeStored whether the request may have been stored all the same
  /// @param delay the server's wish; zero if it has none
  record TryAgain(boolean mayBeStored, Duration delay, String reason) implements Answer {}

  /// Neither stored for sure nor to be sent again.
  record Unclear(String reason) implements Answer {}
}
