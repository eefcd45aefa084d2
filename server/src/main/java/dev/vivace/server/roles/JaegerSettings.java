package dev.vivace.server.roles;

import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.access.TlsSettings;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.config.JaegerReceiverConfig.GrpcConfig;
import dev.vivace.server.config.JaegerReceiverConfig.ProtocolsConfig;
import dev.vivace.server.config.JaegerReceiverConfig.ThriftHttpConfig;
import dev.vivace.server.config.JaegerReceiverConfig.UdpConfig;
import org.jspecify.annotations.Nullable;

/// The section `distributor.receivers.jaeger` in the words of the distributor.
final class JaegerSettings {

  private JaegerSettings() {}

  static JaegerConfig of(ProtocolsConfig protocols, boolean multitenancyEnabled) {
    return new JaegerConfig(
        grpc(protocols.grpc()),
        http(protocols.thriftHttp()),
        udp(protocols.thriftCompact(), multitenancyEnabled),
        udp(protocols.thriftBinary(), multitenancyEnabled));
  }

  private static @Nullable GrpcReceiverConfig grpc(@Nullable GrpcConfig grpc) {
    return grpc == null
        ? null
        : GrpcReceiverConfig.of(grpc.endpoint().host(), grpc.endpoint().port())
            .withDoor(TlsSettings.door(grpc.tls(), grpc.auth()));
  }

  private static JaegerConfig.@Nullable Http http(@Nullable ThriftHttpConfig http) {
    return http == null
        ? null
        : new JaegerConfig.Http(
            http.endpoint().host(),
            http.endpoint().port(),
            TlsSettings.door(http.tls(), http.auth()));
  }

  private static JaegerConfig.@Nullable Udp udp(
      @Nullable UdpConfig udp, boolean multitenancyEnabled) {
    if (udp == null) {
      return null;
    }
    Endpoint endpoint = udp.endpoint();
    return new JaegerConfig.Udp(
        endpoint.host(),
        endpoint.port(),
        udp.maxPacketSize(),
        udp.queueSize(),
        udp.socketBufferSize(),
        multitenancyEnabled ? new TenantId(udp.tenant()) : TenantId.SINGLE);
  }
}
