package dev.vivace.model.error;

/// The caller may try again later or must send less: 429, `RESOURCE_EXHAUSTED`. The message names
/// the limit, its value, the tenant and the setting.
public final class LimitExceededException extends RuntimeException {

  public LimitExceededException(String message) {
    super(message);
  }
}
