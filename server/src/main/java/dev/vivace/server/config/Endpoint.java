package dev.vivace.server.config;

import java.net.InetSocketAddress;

/// Where a listener binds: `host:port`, `[::1]:port`, or `:port` for every address of the machine.
///
/// @param host a name or address; `0.0.0.0` is every address
/// @param port 0 lets the system choose
public record Endpoint(String host, int port) {

  static final String EXPECTED = "host:port or :port";

  public Endpoint {
    if (host.isBlank() || port < 0 || port > 65535) {
      throw new IllegalArgumentException("endpoint %s:%d".formatted(host, port));
    }
  }

  /// Reads an endpoint, or throws [IllegalArgumentException].
  static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (host.contains(":") && !bracketed)) {
      throw new IllegalArgumentException("no port");
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (host.isEmpty()) {
      return new Endpoint("0.0.0.0", port);
    }
    return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port);
  }

  /// Resolves the host's name.
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  /// Whether only this machine can reach it.
  public boolean isLoopback() {
    InetSocketAddress address = socketAddress();
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
