package dev.vivace.transport.auth;

/// What is known about who sends a request.
public sealed interface Verdict {

  /// It is this one.
  record Known(Principal principal) implements Verdict {}

  /// Nobody that is known.
  ///
  /// @param message for the client; quotes nothing that it sent
  record Refused(String message) implements Verdict {}

  /// It takes time to say, so it cannot be said here.
  record Undecided() implements Verdict {}

  /// Too many others wait for their passwords to be checked.
  record Busy(String message) implements Verdict {}
}
