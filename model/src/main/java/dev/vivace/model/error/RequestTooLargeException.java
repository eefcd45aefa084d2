package dev.vivace.model.error;

/// The caller must send less at once; the same request never succeeds: 413, `RESOURCE_EXHAUSTED`
/// without a hint to retry. The message names the limit.
public final class RequestTooLargeException extends RuntimeException {

  public RequestTooLargeException(String message) {
    super(message);
  }
}
