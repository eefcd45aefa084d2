package dev.vivace.distributor;

import dev.vivace.model.id.TenantId;
import org.jspecify.annotations.Nullable;

/// The Jaeger receivers; null is none.
///
/// @param grpc protobuf over gRPC
/// @param thriftHttp Thrift over HTTP
/// @param thriftCompact compact Thrift over UDP
/// @param thriftBinary binary Thrift over UDP
public record JaegerConfig(
    @Nullable GrpcReceiverConfig grpc,
    @Nullable Http thriftHttp,
    @Nullable Udp thriftCompact,
    @Nullable Udp thriftBinary) {

  /// None of them.
  public static final JaegerConfig OFF = new JaegerConfig(null, null, null, null);

  /// A receiver over HTTP.
  ///
  /// @param host address or name to bind to
  /// @param port 0 takes a free one
  public record Http(String host, int port, DoorConfig door) {

    /// Without TLS.
    public Http(String host, int port) {
      this(host, port, DoorConfig.PLAIN);
    }
  }

  /// A receiver of datagrams, which have no headers and no answers.
  ///
  /// @param host address or name to bind to
  /// @param port 0 takes a free one
  /// @param maxPacketBytes larger datagrams are dropped
  /// @param queueSize datagrams that may be taken in at the same time; further ones are dropped
  /// @param socketBufferBytes what the system may hold for the socket; 0 leaves it to the system
  /// @param tenant whose spans they are
  public record Udp(
      String host,
      int port,
      int maxPacketBytes,
      int queueSize,
      int socketBufferBytes,
      TenantId tenant) {

    public static final int DEFAULT_MAX_PACKET_BYTES = 65_000;
    public static final int DEFAULT_QUEUE_SIZE = 1000;

    public Udp {
      if (maxPacketBytes <= 0 || queueSize <= 0 || socketBufferBytes < 0) {
        throw new IllegalArgumentException(
            "maxPacketBytes: %d, queueSize: %d, socketBufferBytes: %d (expected: > 0, > 0, >= 0)"
                .formatted(maxPacketBytes, queueSize, socketBufferBytes));
      }
    }

    /// Default limits, the only tenant.
    public static Udp of(String host, int port) {
      return new Udp(host, port, DEFAULT_MAX_PACKET_BYTES, DEFAULT_QUEUE_SIZE, 0, TenantId.SINGLE);
    }
  }
}
