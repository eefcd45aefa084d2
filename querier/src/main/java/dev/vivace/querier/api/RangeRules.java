package dev.vivace.querier.api;

import dev.vivace.model.error.InvalidRequestException;
import java.time.Duration;
import java.time.InstantSource;

/// How a query's time range is read: what holds without one, and what is refused.
///
/// @param defaultRange how far a query without `start` and `end` looks back
/// @param endCutoff later ends are pulled back to now less this; zero leaves them
/// @param clock what "now" is
public record RangeRules(Duration defaultRange, Duration endCutoff, InstantSource clock) {

  /// Checks a range of which 0 on both sides means "none given".
  ///
  /// @param back how far to look back from the end if there is no start; zero if not given
  public TimeRange of(long startSeconds, long endSeconds, Duration back) {
    long latest = clock.instant().minus(endCutoff).getEpochSecond();
    boolean looksBack = startSeconds == 0 && (endSeconds == 0 || !back.isZero());
    if (!looksBack && (startSeconds == 0 || endSeconds == 0)) {
      throw new InvalidRequestException(
          "start: %d, end: %d (expected: both, or none of them, as unix seconds)"
              .formatted(startSeconds, endSeconds));
    }
    long end = endSeconds == 0 ? latest : endSeconds;
    Duration length = back.isZero() ? defaultRange : back;
    long start = looksBack ? Math.max(0, end - length.toSeconds()) : startSeconds;
    if (start >= end) {
      throw new InvalidRequestException(
          "http parameter start must be before end. received start=%d end=%d"
              .formatted(start, end));
    }
    long cut = endCutoff.isZero() ? end : Math.min(end, latest);
    return new TimeRange(Math.min(start, cut), cut);
  }

  /// Refuses a range that is longer than allowed; a zero allows any.
  public static TimeRange check(TimeRange range, Duration longest) {
    if (!longest.isZero() && range.endSeconds() - range.startSeconds() > longest.toSeconds()) {
      // Grafana knows the beginning of this text, so the duration is printed as the reference does.
      throw new InvalidRequestException(
          "range specified by start and end exceeds %s. received start=%d end=%d"
              .formatted(clockText(longest), range.startSeconds(), range.endSeconds()));
    }
    return range;
  }

  /// A duration as the reference prints those of limits: `720h0m0s`.
  public static String clockText(Duration duration) {
    return "%dh%dm%ds"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }
}
