package dev.vivace.integration.wire;

/// What a sender knows about a request: whether the server stored it.
public enum Outcome {
  /// Answered with success: it must come back.
  STORED,
  /// Refused for what it says: it must not come back.
  REFUSED,
  /// Not answered, or answered so that it may be sent again: it may come back, but whole.
  UNKNOWN
}
