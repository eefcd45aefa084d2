package dev.vivace.server.lifecycle;

import java.net.InetSocketAddress;

/// A service that listens on a port.
public interface Listener extends Service {

  /// What is spoken there, for people: `OTLP over HTTP`.
  String protocol();

  /// Where it listens; with the real port, once it has started.
  InetSocketAddress address();
}
