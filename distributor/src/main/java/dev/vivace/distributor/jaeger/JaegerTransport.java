package dev.vivace.distributor.jaeger;

/// The ways in which Jaeger's clients send.
public enum JaegerTransport {
  GRPC("grpc", "grpc"),
  THRIFT_HTTP("thrift_http", "collector_http"),
  THRIFT_COMPACT("thrift_compact", "udp_thrift_compact"),
  THRIFT_BINARY("thrift_binary", "udp_thrift_binary");

  private final String key;
  private final String label;

  JaegerTransport(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /// The setting that chooses the address.
  String setting() {
    return "distributor.receivers.jaeger.protocols.%s.endpoint".formatted(key);
  }

  /// Its name in metrics.
  String label() {
    return label;
  }
}
