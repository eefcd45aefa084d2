package dev.vivace.cli.wire;

/// A question that the server did not answer: it was away, busy, or at fault. The message says
/// which question and what came instead.
public final class UnansweredException extends Exception {
  private static final long serialVersionUID = 1;

  public UnansweredException(String message) {
    super(message);
  }

  public UnansweredException(String message, Throwable cause) {
    super(message, cause);
  }
}
