package dev.vivace.distributor;

/// The OTLP/gRPC receiver.
///
/// @param host address or name to bind to
/// @param port 0 takes a free one
public record GrpcReceiverConfig(
    String host, int port, GrpcLimits limits, KeepAliveConfig keepAlive, DoorConfig door) {

  /// The setting that chooses the address.
  public static final String SETTING = "distributor.receivers.otlp.protocols.grpc.endpoint";

  private static final int MAX_PORT = 65_535;

  public GrpcReceiverConfig {
    requirePort(SETTING, port);
  }

  /// Default limits, without TLS.
  public static GrpcReceiverConfig of(String host, int port) {
    return new GrpcReceiverConfig(
        host, port, GrpcLimits.DEFAULT, KeepAliveConfig.DEFAULT, DoorConfig.PLAIN);
  }

  public GrpcReceiverConfig withKeepAlive(KeepAliveConfig newKeepAlive) {
    return new GrpcReceiverConfig(host, port, limits, newKeepAlive, door);
  }

  public GrpcReceiverConfig withDoor(DoorConfig newDoor) {
    return new GrpcReceiverConfig(host, port, limits, keepAlive, newDoor);
  }

  public GrpcReceiverConfig withLimits(GrpcLimits newLimits) {
    return new GrpcReceiverConfig(host, port, newLimits, keepAlive, door);
  }

  static void requirePort(String setting, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "%s: port %d (expected: 0 to %d)".formatted(setting, port, MAX_PORT));
    }
  }
}
