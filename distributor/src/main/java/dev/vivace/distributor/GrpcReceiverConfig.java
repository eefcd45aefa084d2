package dev.vivace.distributor;

/// The OTLP/gRPC receiver.
///
/// @param host address or name to bind to
/// @param port 0 takes a free one
/// @param maxConcurrentCalls over all connections; further calls are answered UNAVAILABLE
public record GrpcReceiverConfig(
    String host, int port, int maxConcurrentCalls, KeepAliveConfig keepAlive) {

  /// The setting that chooses the address.
  public static final String SETTING = "distributor.receivers.otlp.protocols.grpc.endpoint";

  private static final int DEFAULT_MAX_CONCURRENT_CALLS = 16_384;
  private static final int MAX_PORT = 65_535;

  public GrpcReceiverConfig {
    requirePort(SETTING, port);
    if (maxConcurrentCalls <= 0) {
      throw new IllegalArgumentException(
          "maxConcurrentCalls: %d (expected: > 0)".formatted(maxConcurrentCalls));
    }
  }

  public static GrpcReceiverConfig of(String host, int port) {
    return new GrpcReceiverConfig(
        host, port, DEFAULT_MAX_CONCURRENT_CALLS, KeepAliveConfig.DEFAULT);
  }

  static void requirePort(String setting, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%s: port %d (expected: 0 to %d)".formatted(setting, port, MAX_PORT));
    }
  }
}
