package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.ZipkinReceiverConfig.EndpointAttributes;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import java.util.Set;

/// Writes what endpoints say about addresses as attributes of a span. A tag of the same name has
/// said it already.
final class EndpointNames {

  private static final Text PEER_SERVICE = Text.of("peer.service");
  private static final Text HOST_IP = Text.of("net.host.ip");
  private static final Text HOST_PORT = Text.of("net.host.port");
  private static final Text PEER_IP = Text.of("net.peer.ip");
  private static final Text PEER_PORT = Text.of("net.peer.port");
  private static final Text LOCAL_ADDRESS = Text.of("network.local.address");
  private static final Text LOCAL_PORT = Text.of("network.local.port");
  private static final Text PEER_ADDRESS = Text.of("network.peer.address");
  private static final Text NETWORK_PEER_PORT = Text.of("network.peer.port");
  private static final Text SERVER_PORT = Text.of("server.port");

  private final EndpointAttributes names;
  private final OtlpRequestWriter out;

  EndpointNames(EndpointAttributes names, OtlpRequestWriter out) {
    this.names = names;
    this.out = out;
  }

  /// @param tags the keys of the attributes that are there
  void write(ZipkinSpan span, SpanKind kind, Set<String> tags) {
    text(PEER_SERVICE, span.remote.serviceName(), tags);
    if (names != EndpointAttributes.STABLE) {
      text(HOST_IP, span.local.ip(), tags);
      port(HOST_PORT, span.local.port(), tags);
      text(PEER_IP, span.remote.ip(), tags);
      port(PEER_PORT, span.remote.port(), tags);
    }
    if (names != EndpointAttributes.LEGACY) {
      text(LOCAL_ADDRESS, span.local.ip(), tags);
      port(LOCAL_PORT, span.local.port(), tags);
      text(PEER_ADDRESS, span.remote.ip(), tags);
      port(NETWORK_PEER_PORT, span.remote.port(), tags);
      port(SERVER_PORT, serverPort(span, kind), tags);
    }
  }

  private static int serverPort(ZipkinSpan span, SpanKind kind) {
    return switch (kind) {
      case CLIENT, PRODUCER -> span.remote.port();
      case SERVER -> span.local.port();
      case NONE, INTERNAL, CONSUMER -> 0;
    };
  }

  private void text(Text key, Text value, Set<String> tags) {
    if (!value.isEmpty() && !tags.contains(key.toString())) {
      out.stringAttribute(key, value);
    }
  }

  private void port(Text key, int port, Set<String> tags) {
    if (port != 0 && !tags.contains(key.toString())) {
      out.intAttribute(key, port);
    }
  }
}
