package dev.vivace.traceql.pattern;

/// A regular expression that is not of RE2's dialect, or too large.
public final class InvalidPatternException extends RuntimeException {

  InvalidPatternException(String message) {
    super(message);
  }

  InvalidPatternException(String message, Throwable cause) {
    super(message, cause);
  }
}
