package dev.vivace.server.grpc;

import dev.vivace.server.config.Endpoint;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.transport.ListenException;
import dev.vivace.transport.connection.GuardedConnections;
import dev.vivace.transport.tls.ListenerTls;
import dev.vivace.transport.tls.TlsConfig;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The gRPC port of the API as a service: health, and the services it is given. Calls run on
/// virtual threads, so they may block.
public final class GrpcListener implements Listener {

  private static final String SETTING = "server.grpc_listen_port";
  private static final String NAME = "api-grpc";
  private static final int MAX_CALLS_PER_CONNECTION = 1000;

  // A connection that waits takes some 20 KiB.
  private static final int MAX_CONNECTIONS = 4096;
  private static final int MAX_METADATA_BYTES = 64 << 10;
  private static final int MAX_RESETS = 1000;
  private static final int RESET_WINDOW_SECONDS = 30;

  /// Writes a stack trace for each message over the limit, with which any client could fill a disk.
  private static final Logger LIBRARY_LOG = Logger.getLogger("io.grpc.netty.NettyServerStream");

  static {
    LIBRARY_LOG.setLevel(Level.SEVERE);
  }

  /// Of the time for stopping, what calls get before they are cut off.
  private static final int PERCENT_FOR_CALLS = 80;

  private final Endpoint endpoint;
  private final @Nullable TlsConfig tlsConfig;
  private final boolean asksWho;
  private final MeterRegistry registry;
  private final long maxReceivedBytes;
  private final long maxSentBytes;
  private final List<BindableService> services;
  private final ReadinessHealth health;
  private @Nullable ExecutorService executor;
  private @Nullable ListenerTls tls;
  private @Nullable GuardedConnections connections;
  private volatile @Nullable Server server;

  /// Who comes to the port.
  ///
  /// @param tls null speaks without
  /// @param asksWho whether the services want tokens or passwords
  public record Door(@Nullable TlsConfig tls, boolean asksWho) {

    /// Everybody, without TLS.
    public static final Door OPEN = new Door(null, false);
  }

  /// @param maxReceivedBytes largest request message
  /// @param maxSentBytes largest response message
  /// @param readiness what the health service tells
  public GrpcListener(
      Endpoint endpoint,
      Door door,
      long maxReceivedBytes,
      long maxSentBytes,
      List<BindableService> services,
      Readiness readiness,
      MeterRegistry registry) {
    this.endpoint = endpoint;
    this.tlsConfig = door.tls();
    this.asksWho = door.asksWho();
    this.registry = registry;
    this.maxReceivedBytes = maxReceivedBytes;
    this.maxSentBytes = maxSentBytes;
    this.services = List.copyOf(services);
    this.health = new ReadinessHealth(readiness);
  }

  @Override
  public String name() {
    return "grpc-listener";
  }

  @Override
  public String protocol() {
    return "gRPC API";
  }

  @Override
  public boolean knowsItsClients() {
    return asksWho || (tlsConfig != null && tlsConfig.knowsItsClients());
  }

  @Override
  public boolean speaksTls() {
    return tlsConfig != null;
  }

  @Override
  public InetSocketAddress address() {
    Server started = server;
    return new InetSocketAddress(
        endpoint.host(), started == null ? endpoint.port() : started.getPort());
  }

  @Override
  public void start() {
    InetSocketAddress address = endpoint.socketAddress();
    ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-api-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .executor(calls)
            .intercept(new SentSizeLimit(maxSentBytes))
            .maxInboundMessageSize((int) Math.min(Integer.MAX_VALUE, maxReceivedBytes))
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .addService(health);
    services.forEach(builder::addService);
    guard(builder);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      calls.shutdown();
      closeDoor();
      throw ListenException.of(address, SETTING, e);
    }
    executor = calls;
    health.start();
  }

  private void guard(NettyServerBuilder builder) {
    if (tlsConfig != null) {
      ListenerTls started = ListenerTls.start(tlsConfig, NAME, ListenerTls.Speaks.HTTP_2, registry);
      builder.sslContext(started.context());
      tls = started;
    }
    GuardedConnections guarded =
        new GuardedConnections(NAME, MAX_CONNECTIONS, GuardedConnections.BEGIN_TIMEOUT, registry);
    builder
        .channelFactory(guarded.channels())
        .bossEventLoopGroup(guarded.loops())
        .workerEventLoopGroup(guarded.loops());
    connections = guarded;
  }

  private void closeDoor() {
    if (tls != null) {
      tls.close();
    }
    if (connections != null) {
      connections.close();
    }
  }

  @Override
  public void stop(Duration timeout) throws InterruptedException {
    Server started = server;
    ExecutorService calls = executor;
    if (started == null || calls == null) {
      return;
    }
    long callMillis = timeout.toMillis() * PERCENT_FOR_CALLS / 100;
    started.shutdown();
    health.stop(); // Ends the calls that would wait for ever.
    if (!started.awaitTermination(callMillis, TimeUnit.MILLISECONDS)) {
      started
          .shutdownNow()
          .awaitTermination(timeout.toMillis() - callMillis, TimeUnit.MILLISECONDS);
    }
    calls.shutdown();
    closeDoor();
  }
}
