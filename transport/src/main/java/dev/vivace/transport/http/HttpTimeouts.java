package dev.vivace.transport.http;

import java.time.Duration;

/// How long one HTTP listener waits for its clients.
///
/// @param header from a request's first byte to the end of its headers
/// @param idle for the next request on a connection
/// @param body from the end of the headers to the end of the body
/// @param write for an answer to be taken
public record HttpTimeouts(Duration header, Duration idle, Duration body, Duration write) {

  public static final HttpTimeouts DEFAULT =
      new HttpTimeouts(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2));

  public HttpTimeouts {
    requirePositive("header", header);
    requirePositive("idle", idle);
    requirePositive("body", body);
    requirePositive("write", write);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "%s timeout: %s (expected: longer than 0)".formatted(name, value));
    }
  }
}
