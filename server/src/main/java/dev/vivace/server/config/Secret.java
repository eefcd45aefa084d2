package dev.vivace.server.config;

/// A value that never appears in a page, a log or a message; only that there is one.
///
/// @param value the secret itself; for the one call that needs it
public record Secret(String value) {

  static final String MASK = "********";

  @Override
  public String toString() {
    return value.isEmpty() ? "" : MASK;
  }
}
