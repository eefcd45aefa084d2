package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;

/// TLS of one receiver, in the words of the OpenTelemetry Collector. The section alone switches TLS
/// on.
///
/// @param certFile PEM: the server's certificate and those above it
/// @param keyFile PEM: its key
/// @param clientCaFile PEM: who must have signed the certificates of clients; with it they must
///   show one
/// @param minVersion `1.2` or `1.3`
/// @param maxVersion `1.2` or `1.3`
/// @param cipherSuites for TLS 1.2; none is a good choice
/// @param reloadInterval how often the files are looked at; 0 is never again
/// @param clientCaFileReload whether `clientCaFile` is looked at as well
public record ReceiverTlsConfig(
    String certFile,
    String keyFile,
    String clientCaFile,
    String minVersion,
    String maxVersion,
    List<String> cipherSuites,
    Duration reloadInterval,
    boolean clientCaFileReload) {

  private static final List<String> VERSIONS = List.of("1.2", "1.3");

  public ReceiverTlsConfig {
    requireVersion("min_version", minVersion);
    requireVersion("max_version", maxVersion);
    if (minVersion.compareTo(maxVersion) > 0) {
      throw new InvalidSettingException(
          "max_version",
          "found %s, expected at least min_version, %s".formatted(maxVersion, minVersion));
    }
    if (reloadInterval.isNegative()) {
      throw new InvalidSettingException("reload_interval", "expected 0s or more");
    }
  }

  private static void requireVersion(String key, String version) {
    if (!VERSIONS.contains(version)) {
      throw new InvalidSettingException(
          key, "found '%s', expected 1.2 or 1.3: what is older is not safe".formatted(version));
    }
  }

  static ReceiverTlsConfig defaults() {
    return new ReceiverTlsConfig(
        "", "", "", "1.2", "1.3", List.of(), Duration.ofSeconds(10), false);
  }
}
