package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;

/// Who recorded a span, or with whom it talked. What is not known is empty, or port 0.
record Endpoint(Text serviceName, Text ipv4, Text ipv6, int port) {

  static final Endpoint NONE = new Endpoint(Text.EMPTY, Text.EMPTY, Text.EMPTY, 0);

  private static final int MAX_PORT = 65_535;

  /// A port that is none becomes 0.
  Endpoint {
    if (port < 0 || port > MAX_PORT) {
      port = 0;
    }
  }

  Endpoint withServiceName(Text newName) {
    return new Endpoint(newName, ipv4, ipv6, port);
  }

  Endpoint withIpv4(Text newIp) {
    return new Endpoint(serviceName, newIp, ipv6, port);
  }

  Endpoint withIpv6(Text newIp) {
    return new Endpoint(serviceName, ipv4, newIp, port);
  }

  Endpoint withPort(long newPort) {
    return new Endpoint(serviceName, ipv4, ipv6, (int) Math.clamp(newPort, -1L, MAX_PORT + 1L));
  }

  boolean isNone() {
    return equals(NONE);
  }

  /// The address: of both kinds, the newer one.
  Text ip() {
    return ipv6.isEmpty() ? ipv4 : ipv6;
  }

  boolean hasNameOf(Endpoint other) {
    return serviceName.equals(other.serviceName);
  }
}
