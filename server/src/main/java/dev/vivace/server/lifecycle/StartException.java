package dev.vivace.server.lifecycle;

/// A service could not be started; those before it have been stopped again.
public final class StartException extends RuntimeException {

  StartException(String service, Throwable cause) {
    super("%s cannot start: %s".formatted(service, reason(cause)), cause);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /// The message, which the constructor sets.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
