package dev.vivace.cli.journal;

import java.util.Locale;

/// What is known of a request.
public enum Outcome {
  /// Answered with success: its spans must be found.
  ACKNOWLEDGED,
  /// Refused for good and at each attempt: its spans must not be found.
  REJECTED,
  /// Not answered, or not so that it could be known what became of it: either is right.
  UNKNOWN;

  /// The word for it in journals and reports.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
