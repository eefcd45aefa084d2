package dev.vivace.distributor;

import java.time.Duration;
import java.util.List;

/// Which web pages may send spans. No origins: none may.
///
/// @param allowedOrigins such as `https://*.example.com`; `*` anywhere stands for any characters
/// @param allowedHeaders beyond those that are always allowed; `*` is any
/// @param maxAge how long a browser may remember the answer; zero leaves it to the browser
public record CorsConfig(
    List<String> allowedOrigins, List<String> allowedHeaders, Duration maxAge) {

  public static final CorsConfig OFF = new CorsConfig(List.of(), List.of(), Duration.ZERO);

  public CorsConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHeaders = List.copyOf(allowedHeaders);
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("cors.max_age: %s (expected: >= 0)".formatted(maxAge));
    }
  }
}
