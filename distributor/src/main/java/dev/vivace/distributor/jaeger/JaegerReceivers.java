package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.grpc.GrpcReceiver;
import dev.vivace.distributor.translate.TranslatingHttpHandler;
import dev.vivace.distributor.translate.TranslationResources;
import dev.vivace.transport.http.HttpLimits;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The running Jaeger receivers, those that are configured.
public final class JaegerReceivers {

  private final TranslationResources resources;
  private final Map<JaegerTransport, UdpReceiver> udp = new EnumMap<>(JaegerTransport.class);
  private @Nullable GrpcReceiver grpc;
  private @Nullable HttpServer http;

  private JaegerReceivers(TranslationResources resources) {
    this.resources = resources;
  }

  /// Opens the configured ports. Throws [dev.vivace.transport.ListenException] if one cannot be
  /// had; none is then left open.
  public static JaegerReceivers start(JaegerConfig config, TranslationResources resources) {
    JaegerReceivers receivers = new JaegerReceivers(resources);
    try {
      receivers.open(config);
      return receivers;
    } catch (RuntimeException e) {
      receivers.beginStop();
      receivers.awaitStop(Duration.ZERO);
      throw e;
    }
  }

  private void open(JaegerConfig config) {
    GrpcReceiverConfig grpcConfig = config.grpc();
    if (grpcConfig != null) {
      grpc = startGrpc(grpcConfig);
    }
    JaegerConfig.Http httpConfig = config.thriftHttp();
    if (httpConfig != null) {
      http = startHttp(httpConfig);
    }
    openUdp(JaegerTransport.THRIFT_COMPACT, config.thriftCompact());
    openUdp(JaegerTransport.THRIFT_BINARY, config.thriftBinary());
  }

  private GrpcReceiver startGrpc(GrpcReceiverConfig config) {
    JaegerMetrics metrics = new JaegerMetrics(resources.registry(), JaegerTransport.GRPC);
    GrpcReceiver receiver =
        new GrpcReceiver(
            config,
            new GrpcReceiver.Name("jaeger-grpc", JaegerTransport.GRPC.setting()),
            new JaegerGrpc(resources.ingest(), metrics),
            new GrpcReceiver.Shared(
                resources.tenants().behind(config.door()),
                resources.buffers(),
                resources.workers(),
                resources.registry()));
    receiver.start();
    return receiver;
  }

  private HttpServer startHttp(JaegerConfig.Http config) {
    JaegerTransport transport = JaegerTransport.THRIFT_HTTP;
    JaegerMetrics metrics = new JaegerMetrics(resources.registry(), transport);
    HttpServerConfig server =
        HttpServerConfig.of("jaeger-http", transport.setting(), config.host(), config.port())
            .withLimits(HttpLimits.DEFAULT.withMaxBodyBytes(resources.buffers().maxBytes()))
            .withTls(config.door().tls());
    return HttpServer.start(
        server,
        resources.buffers().budget(),
        new TranslatingHttpHandler(new ThriftHttpFormat(metrics), resources.behind(config.door())),
        resources.registry());
  }

  private void openUdp(JaegerTransport transport, JaegerConfig.@Nullable Udp config) {
    if (config != null) {
      udp.put(transport, UdpReceiver.start(config, transport, resources));
    }
  }

  /// The port of a transport, if it is received.
  public OptionalInt port(JaegerTransport transport) {
    UdpReceiver receiver = udp.get(transport);
    if (receiver != null) {
      return OptionalInt.of(receiver.port());
    }
    return switch (transport) {
      case GRPC -> grpc == null ? OptionalInt.empty() : OptionalInt.of(grpc.port());
      case THRIFT_HTTP -> http == null ? OptionalInt.empty() : OptionalInt.of(http.port());
      case THRIFT_COMPACT, THRIFT_BINARY -> OptionalInt.empty();
    };
  }

  /// Takes no new call and no datagram; what is in flight goes on.
  public void beginStop() {
    udp.values().forEach(UdpReceiver::beginStop);
    if (grpc != null) {
      grpc.beginStop();
    }
  }

  /// Waits for what is in flight, and cuts it off at the end of that time.
  public void awaitStop(Duration timeout) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    if (http != null) {
      http.stop(timeout);
    }
    if (grpc != null) {
      grpc.awaitStop(until(endNanos));
    }
    udp.values().forEach(receiver -> receiver.awaitStop(until(endNanos)));
  }

  private static Duration until(long endNanos) {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }
}
