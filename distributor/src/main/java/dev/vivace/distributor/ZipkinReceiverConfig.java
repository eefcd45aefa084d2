package dev.vivace.distributor;

import dev.vivace.transport.http.HttpTimeouts;

/// The Zipkin receiver.
///
/// @param host address or name to bind to
/// @param port 0 takes a free one
/// @param parseStringTags whether tags that look like numbers or truth values become such
public record ZipkinReceiverConfig(
    String host,
    int port,
    boolean parseStringTags,
    EndpointAttributes endpointAttributes,
    HttpTimeouts timeouts,
    DoorConfig door) {

  /// The setting that chooses the address.
  public static final String SETTING = "distributor.receivers.zipkin.endpoint";

  /// How the attributes are called that say the addresses of a span's endpoints.
  public enum EndpointAttributes {
    /// `net.host.ip`, `net.peer.port` and so on, as translations of Zipkin have always written.
    LEGACY,
    /// `network.local.address`, `network.peer.address`, `server.port` and so on, as the semantic
    /// conventions name them now.
    STABLE,
    /// Both.
    BOTH
  }

  public ZipkinReceiverConfig {
    GrpcReceiverConfig.requirePort(SETTING, port);
  }

  /// Tags as text, attributes of old, default timeouts.
  public static ZipkinReceiverConfig of(String host, int port) {
    return new ZipkinReceiverConfig(
        host, port, false, EndpointAttributes.LEGACY, HttpTimeouts.DEFAULT, DoorConfig.PLAIN);
  }

  public ZipkinReceiverConfig withParseStringTags(boolean parse) {
    return new ZipkinReceiverConfig(host, port, parse, endpointAttributes, timeouts, door);
  }

  public ZipkinReceiverConfig withEndpointAttributes(EndpointAttributes names) {
    return new ZipkinReceiverConfig(host, port, parseStringTags, names, timeouts, door);
  }

  public ZipkinReceiverConfig withDoor(DoorConfig newDoor) {
    return new ZipkinReceiverConfig(
        host, port, parseStringTags, endpointAttributes, timeouts, newDoor);
  }
}
