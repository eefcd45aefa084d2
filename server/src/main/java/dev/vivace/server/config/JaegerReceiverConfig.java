package dev.vivace.server.config;

import org.jspecify.annotations.Nullable;

/// The Jaeger receivers. A section that names protocols switches on those alone; one that names
/// none switches on all.
///
/// @param protocols null while nothing is said about them
public record JaegerReceiverConfig(@Nullable ProtocolsConfig protocols) {

  private static final String LOOPBACK = "127.0.0.1";

  static JaegerReceiverConfig defaults() {
    return new JaegerReceiverConfig(ProtocolsConfig.defaults());
  }

  /// The base of a section that says something.
  static JaegerReceiverConfig none() {
    return new JaegerReceiverConfig(null);
  }

  /// The transports of Jaeger's clients; null is off.
  public record ProtocolsConfig(
      @Nullable GrpcConfig grpc,
      @Nullable ThriftHttpConfig thriftHttp,
      @Nullable ThriftCompactConfig thriftCompact,
      @Nullable ThriftBinaryConfig thriftBinary) {

    static ProtocolsConfig defaults() {
      return new ProtocolsConfig(
          GrpcConfig.defaults(),
          ThriftHttpConfig.defaults(),
          ThriftCompactConfig.defaults(),
          ThriftBinaryConfig.defaults());
    }

    /// The base of a section that names its protocols itself.
    static ProtocolsConfig none() {
      return new ProtocolsConfig(null, null, null, null);
    }
  }

  /// Protobuf over gRPC.
  ///
  /// @param tls null speaks without
  public record GrpcConfig(
      Endpoint endpoint, @Nullable ReceiverTlsConfig tls, ReceiverAuthConfig auth) {

    static GrpcConfig defaults() {
      return new GrpcConfig(new Endpoint(LOOPBACK, 14250), null, ReceiverAuthConfig.defaults());
    }
  }

  /// Thrift over HTTP.
  ///
  /// @param tls null speaks without
  public record ThriftHttpConfig(
      Endpoint endpoint, @Nullable ReceiverTlsConfig tls, ReceiverAuthConfig auth) {

    static ThriftHttpConfig defaults() {
      return new ThriftHttpConfig(
          new Endpoint(LOOPBACK, 14268), null, ReceiverAuthConfig.defaults());
    }
  }

  /// What both receivers of datagrams are told.
  public sealed interface UdpConfig {

    Endpoint endpoint();

    /// Bytes of the largest datagram.
    int maxPacketSize();

    /// Datagrams that may be taken in at the same time.
    int queueSize();

    /// Bytes that the system may hold for the socket; 0 leaves it to the system.
    int socketBufferSize();

    /// Whose spans they are: datagrams cannot say it. Empty is possible without multitenancy only.
    String tenant();
  }

  /// Compact Thrift over UDP, as most clients send.
  public record ThriftCompactConfig(
      Endpoint endpoint,
      @Range(min = 1, max = 65_535) int maxPacketSize,
      @Range(min = 1, max = 1_000_000) int queueSize,
      @Range(max = Integer.MAX_VALUE) int socketBufferSize,
      String tenant)
      implements UdpConfig {

    static ThriftCompactConfig defaults() {
      return new ThriftCompactConfig(new Endpoint(LOOPBACK, 6831), 65_000, 1000, 0, "");
    }
  }

  /// Binary Thrift over UDP, as clients of Node.js send.
  public record ThriftBinaryConfig(
      Endpoint endpoint,
      @Range(min = 1, max = 65_535) int maxPacketSize,
      @Range(min = 1, max = 1_000_000) int queueSize,
      @Range(max = Integer.MAX_VALUE) int socketBufferSize,
      String tenant)
      implements UdpConfig {

    static ThriftBinaryConfig defaults() {
      return new ThriftBinaryConfig(new Endpoint(LOOPBACK, 6832), 65_000, 1000, 0, "");
    }
  }
}
