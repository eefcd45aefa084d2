package dev.vivace.server.config;

import java.time.Duration;

/// The API's listeners and the process's log.
///
/// @param gracefulShutdownTimeout how long requests in flight may take to finish after a stop
///   signal
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
    TlsFilesConfig httpTlsConfig) {

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
        TlsFilesConfig.defaults());
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
