package dev.vivace.distributor.forward;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One forwarder: each of its endpoints gets a copy.
///
/// @param plaintext whether the endpoints speak without TLS
/// @param trusted PEM: who must have signed their certificates; null is Java's list
public record ForwarderConfig(
    String name, List<Endpoint> endpoints, boolean plaintext, @Nullable Path trusted) {

  public ForwarderConfig {
    endpoints = List.copyOf(endpoints);
  }

  /// Where a backend listens.
  public record Endpoint(String host, int port) {

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
