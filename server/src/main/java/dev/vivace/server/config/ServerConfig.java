package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;

/// The API's listeners and the process's log.
///
/// @param gracefulShutdownTimeout how long requests in flight may take to finish after a stop
///   signal
/// @param tlsMinVersion of both ports, in Go's words; empty is TLS 1.2
/// @param tlsCipherSuites of both ports, for TLS 1.2, separated by commas; empty is a good choice
public record ServerConfig(
    String httpListenAddress,
    @Range(max = 65535) int httpListenPort,
    String grpcListenAddress,
    @Range(max = 65535) int grpcListenPort,
    LogLevel logLevel,
    LogFormat logFormat,
    Duration gracefulShutdownTimeout,
    Duration httpServerReadTimeout,
    Duration httpServerWriteTimeout,
    Duration httpServerIdleTimeout,
    ByteSize grpcServerMaxRecvMsgSize,
    ByteSize grpcServerMaxSendMsgSize,
    TlsFilesConfig httpTlsConfig,
    TlsFilesConfig grpcTlsConfig,
    String tlsMinVersion,
    String tlsCipherSuites) {

  private static final List<String> TLS_VERSIONS = List.of("", "VersionTLS12", "VersionTLS13");

  public ServerConfig {
    if (!TLS_VERSIONS.contains(tlsMinVersion)) {
      throw new InvalidSettingException(
          "tls_min_version",
          "found '%s', expected VersionTLS12 or VersionTLS13: what is older is not safe"
              .formatted(tlsMinVersion));
    }
  }

  /// What is worth a line.
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /// How a line of the log looks.
  public enum LogFormat {
    LOGFMT,
    JSON
  }

  static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1",
        3200,
        "127.0.0.1",
        9095,
        LogLevel.INFO,
        LogFormat.LOGFMT,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120),
        ByteSize.mebibytes(16),
        ByteSize.mebibytes(16),
        TlsFilesConfig.defaults(),
        TlsFilesConfig.defaults(),
        "",
        "");
  }

  /// Where the HTTP API listens; an empty address is every address.
  public Endpoint httpEndpoint() {
    return endpoint(httpListenAddress, httpListenPort);
  }

  /// Where the gRPC API listens; an empty address is every address.
  public Endpoint grpcEndpoint() {
    return endpoint(grpcListenAddress, grpcListenPort);
  }

  private static Endpoint endpoint(String address, int port) {
    return new Endpoint(address.isBlank() ? "0.0.0.0" : address, port);
  }
}
