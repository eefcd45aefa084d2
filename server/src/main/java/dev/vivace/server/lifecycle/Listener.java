package dev.vivace.server.lifecycle;

import java.net.InetSocketAddress;

/// A service that listens on a port.
public interface Listener extends Service {

  /// What is spoken there, for people: `OTLP over HTTP`.
  String protocol();

  /// Where it listens; with the real port, once it has started.
  InetSocketAddress address();

  /// Whether whoever comes must show who they are: by a certificate, a token or a password.
  default boolean knowsItsClients() {
    return false;
  }

  /// Whether TLS is spoken.
  default boolean speaksTls() {
    return false;
  }
}
