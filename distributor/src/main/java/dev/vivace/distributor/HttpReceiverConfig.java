package dev.vivace.distributor;

import dev.vivace.transport.http.HttpTimeouts;

/// The OTLP/HTTP receiver.
///
/// @param host address or name to bind to
/// @param port 0 takes a free one
/// @param tracesPath where spans are sent to, `traces_url_path`
public record HttpReceiverConfig(
    String host,
    int port,
    String tracesPath,
    CorsConfig cors,
    HttpTimeouts timeouts,
    DoorConfig door) {

  /// The setting that chooses the address.
  public static final String SETTING = "distributor.receivers.otlp.protocols.http.endpoint";

  public HttpReceiverConfig {
    GrpcReceiverConfig.requirePort(SETTING, port);
    if (!tracesPath.startsWith("/") || (tracesPath.length() > 1 && tracesPath.endsWith("/"))) {
      throw new IllegalArgumentException(
          "traces_url_path: '%s' (expected: begins with '/', does not end with it)"
              .formatted(tracesPath));
    }
  }

  /// `/v1/traces`, no CORS, default timeouts.
  public static HttpReceiverConfig of(String host, int port) {
    return new HttpReceiverConfig(
        host, port, "/v1/traces", CorsConfig.OFF, HttpTimeouts.DEFAULT, DoorConfig.PLAIN);
  }

  public HttpReceiverConfig withCors(CorsConfig newCors) {
    return new HttpReceiverConfig(host, port, tracesPath, newCors, timeouts, door);
  }

  public HttpReceiverConfig withTracesPath(String newPath) {
    return new HttpReceiverConfig(host, port, newPath, cors, timeouts, door);
  }

  public HttpReceiverConfig withTimeouts(HttpTimeouts newTimeouts) {
    return new HttpReceiverConfig(host, port, tracesPath, cors, newTimeouts, door);
  }

  public HttpReceiverConfig withDoor(DoorConfig newDoor) {
    return new HttpReceiverConfig(host, port, tracesPath, cors, timeouts, newDoor);
  }
}
