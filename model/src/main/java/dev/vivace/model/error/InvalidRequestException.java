package dev.vivace.model.error;

/// The caller must change the request: 400, `INVALID_ARGUMENT`. The message says what, where and
/// what was expected.
public final class InvalidRequestException extends RuntimeException {

  public InvalidRequestException(String message) {
    super(message);
  }

  public InvalidRequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
