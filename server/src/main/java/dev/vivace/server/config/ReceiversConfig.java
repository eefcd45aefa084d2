package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which protocols are received, and where. If the file names no receiver, both OTLP protocols are
/// on; if it names some, only those are.
///
/// @param otlp null if it is off
/// @param jaeger null if it is off
/// @param zipkin null if it is off
public record ReceiversConfig(
    @Nullable OtlpConfig otlp,
    @Nullable JaegerReceiverConfig jaeger,
    @Nullable ZipkinConfig zipkin) {

  static ReceiversConfig defaults() {
    return new ReceiversConfig(OtlpConfig.defaults(), null, null);
  }

  /// The base of a section that names its receivers itself.
  static ReceiversConfig none() {
    return new ReceiversConfig(null, null, null);
  }

  /// OTLP over gRPC, if it is on.
  public @Nullable GrpcReceiverConfig otlpGrpc() {
    return otlp == null ? null : otlp.protocols().grpc();
  }

  /// OTLP over HTTP, if it is on.
  public @Nullable HttpReceiverConfig otlpHttp() {
    return otlp == null ? null : otlp.protocols().http();
  }

  /// Those of Jaeger that are on.
  public JaegerReceiverConfig.ProtocolsConfig jaegerProtocols() {
    JaegerReceiverConfig.ProtocolsConfig protocols = jaeger == null ? null : jaeger.protocols();
    return protocols == null ? JaegerReceiverConfig.ProtocolsConfig.none() : protocols;
  }

  /// The OTLP receivers.
  public record OtlpConfig(ProtocolsConfig protocols) {

    static OtlpConfig defaults() {
      return new OtlpConfig(ProtocolsConfig.defaults());
    }
  }

  /// The transports of OTLP.
  ///
  /// @param grpc null if it is off
  /// @param http null if it is off
  public record ProtocolsConfig(
      @Nullable GrpcReceiverConfig grpc, @Nullable HttpReceiverConfig http) {

    static ProtocolsConfig defaults() {
      return new ProtocolsConfig(GrpcReceiverConfig.defaults(), HttpReceiverConfig.defaults());
    }

    /// The base of a section that names its protocols itself.
    static ProtocolsConfig none() {
      return new ProtocolsConfig(null, null);
    }
  }

  /// OTLP over gRPC.
  ///
  /// @param maxRecvMsgSizeMib the largest request once inflated
  /// @param tls null speaks without
  public record GrpcReceiverConfig(
      Endpoint endpoint,
      @Range(min = 1, max = 2047) int maxRecvMsgSizeMib,
      KeepaliveConfig keepalive,
      @Nullable ReceiverTlsConfig tls,
      ReceiverAuthConfig auth) {

    static GrpcReceiverConfig defaults() {
      return new GrpcReceiverConfig(
          new Endpoint("127.0.0.1", 4317),
          64,
          KeepaliveConfig.defaults(),
          null,
          ReceiverAuthConfig.defaults());
    }
  }

  /// How long connections live and what pings are allowed.
  public record KeepaliveConfig(
      ServerParameters serverParameters, EnforcementPolicy enforcementPolicy) {

    static KeepaliveConfig defaults() {
      return new KeepaliveConfig(
          new ServerParameters(
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ofHours(2),
              Duration.ofSeconds(20)),
          new EnforcementPolicy(Duration.ofSeconds(10), true));
    }
  }

  /// What the server does to a connection; 0 is never, for the three ages.
  public record ServerParameters(
      Duration maxConnectionIdle,
      Duration maxConnectionAge,
      Duration maxConnectionAgeGrace,
      Duration time,
      Duration timeout) {}

  /// What pings a client may send.
  public record EnforcementPolicy(Duration minTime, boolean permitWithoutStream) {}

  /// OTLP over HTTP.
  ///
  /// @param maxRequestBodySize the largest request, as sent and once inflated
  /// @param tls null speaks without
  public record HttpReceiverConfig(
      Endpoint endpoint,
      ByteSize maxRequestBodySize,
      CorsConfig cors,
      String tracesUrlPath,
      @Nullable ReceiverTlsConfig tls,
      ReceiverAuthConfig auth) {

    public HttpReceiverConfig {
      if (!tracesUrlPath.startsWith("/")) {
        throw new InvalidSettingException(
            "traces_url_path", "found '%s', expected '/…'".formatted(tracesUrlPath));
      }
    }

    static HttpReceiverConfig defaults() {
      return new HttpReceiverConfig(
          new Endpoint("127.0.0.1", 4318),
          ByteSize.mebibytes(64),
          new CorsConfig(List.of(), List.of(), 0),
          "/v1/traces",
          null,
          ReceiverAuthConfig.defaults());
    }
  }

  /// Which web pages may send spans. Off while there is no origin.
  ///
  /// @param allowedOrigins may hold `*` anywhere
  /// @param maxAge seconds that a browser may remember the answer; 0 leaves it to the browser
  public record CorsConfig(
      List<String> allowedOrigins,
      List<String> allowedHeaders,
      @Range(max = Integer.MAX_VALUE) int maxAge) {}

  /// Zipkin, both versions of its API.
  ///
  /// @param parseStringTags whether tags that look like numbers or truth values become such
  /// @param tls null speaks without
  public record ZipkinConfig(
      Endpoint endpoint,
      boolean parseStringTags,
      EndpointAttributes endpointAttributes,
      @Nullable ReceiverTlsConfig tls,
      ReceiverAuthConfig auth) {

    static ZipkinConfig defaults() {
      return new ZipkinConfig(
          new Endpoint("127.0.0.1", 9411),
          false,
          EndpointAttributes.LEGACY,
          null,
          ReceiverAuthConfig.defaults());
    }
  }

  /// How the attributes are called that say the addresses of a Zipkin span's endpoints.
  public enum EndpointAttributes {
    LEGACY,
    STABLE,
    BOTH
  }
}
