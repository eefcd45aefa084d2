package dev.vivace.model.error;

/// Time must pass or the operator must act: 503, `UNAVAILABLE`. The message says what was tried.
/// After a failed write the outcome is *unknown*: the same spans may be sent again, duplicates are
/// recognised.
public final class StoreUnavailableException extends RuntimeException {

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
