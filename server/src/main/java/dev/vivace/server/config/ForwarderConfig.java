package dev.vivace.server.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A further backend that tenants' limits may name. Whoever may write here decides where spans go.
///
/// @param backend how spans are sent; there is one way
/// @param filter not supported: which spans are left out
public record ForwarderConfig(
    String name, String backend, OtlpGrpcConfig otlpgrpc, @Nullable Tree filter) {

  private static final String OTLP_GRPC = "otlpgrpc";

  public ForwarderConfig {
    if (!backend.equals(OTLP_GRPC)) {
      throw new InvalidSettingException(
          "backend", "found '%s', expected '%s'".formatted(backend, OTLP_GRPC));
    }
    if (filter != null && !isEmpty(filter.value())) {
      throw new InvalidSettingException(
          "filter",
          "filters in OTTL are not supported, and every span of a tenant that names the forwarder would be sent; remove the key, or name an OpenTelemetry Collector with its filter processor as the endpoint");
    }
  }

  private static boolean isEmpty(Object tree) {
    return switch (tree) {
      case Map<?, ?> map -> map.values().stream().allMatch(ForwarderConfig::isEmpty);
      case List<?> list -> list.isEmpty();
      default -> tree.toString().isEmpty();
    };
  }

  static ForwarderConfig defaults() {
    return new ForwarderConfig("", OTLP_GRPC, OtlpGrpcConfig.defaults(), null);
  }

  /// Where it listens.
  ///
  /// @param endpoints each gets a copy
  public record OtlpGrpcConfig(List<Endpoint> endpoints, TlsConfig tls) {

    public OtlpGrpcConfig {
      endpoints = List.copyOf(endpoints);
    }

    static OtlpGrpcConfig defaults() {
      return new OtlpGrpcConfig(List.of(), TlsConfig.defaults());
    }
  }

  /// How it is reached.
  ///
  /// @param insecure without TLS
  /// @param certFile PEM: who must have signed its certificate; empty is Java's list
  public record TlsConfig(boolean insecure, String certFile) {

    public TlsConfig {
      if (insecure && !certFile.isEmpty()) {
        throw new InvalidSettingException(
            "cert_file", "found '%s' beside insecure: true, expected nothing".formatted(certFile));
      }
    }

    static TlsConfig defaults() {
      return new TlsConfig(false, "");
    }
  }
}
