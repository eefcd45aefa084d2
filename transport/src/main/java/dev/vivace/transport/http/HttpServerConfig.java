package dev.vivace.transport.http;

import dev.vivace.transport.tls.TlsConfig;
import org.jspecify.annotations.Nullable;

/// What one HTTP listener is told.
///
/// @param listener its name in metrics and logs, such as `api`
/// @param setting the setting that chose the address, for the message when it cannot be had
/// @param host address or name to bind to
/// @param port 0 takes a free one
/// @param compress whether answers over 1 KiB are compressed for clients that accept gzip
/// @param tls null speaks without
public record HttpServerConfig(
    String listener,
    String setting,
    String host,
    int port,
    HttpLimits limits,
    HttpTimeouts timeouts,
    boolean compress,
    @Nullable TlsConfig tls) {

  public HttpServerConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "%s: port %d (expected: 0 to 65535)".formatted(setting, port));
    }
  }

  /// Default limits and timeouts; answers are compressed for who asks.
  public static HttpServerConfig of(String listener, String setting, String host, int port) {
    return new HttpServerConfig(
        listener, setting, host, port, HttpLimits.DEFAULT, HttpTimeouts.DEFAULT, true, null);
  }

  public HttpServerConfig withLimits(HttpLimits newLimits) {
    return new HttpServerConfig(listener, setting, host, port, newLimits, timeouts, compress, tls);
  }

  public HttpServerConfig withTimeouts(HttpTimeouts newTimeouts) {
    return new HttpServerConfig(listener, setting, host, port, limits, newTimeouts, compress, tls);
  }

  public HttpServerConfig withCompress(boolean newCompress) {
    return new HttpServerConfig(listener, setting, host, port, limits, timeouts, newCompress, tls);
  }

  /// @param newTls null speaks without
  public HttpServerConfig withTls(@Nullable TlsConfig newTls) {
    return new HttpServerConfig(listener, setting, host, port, limits, timeouts, compress, newTls);
  }
}
