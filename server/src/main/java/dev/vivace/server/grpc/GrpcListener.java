package dev.vivace.server.grpc;

import dev.vivace.server.config.Endpoint;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.transport.ListenException;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
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
  private static final int MAX_CALLS_PER_CONNECTION = 1000;
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
  private final long maxReceivedBytes;
  private final long maxSentBytes;
  private final List<BindableService> services;
  private final ReadinessHealth health;
  private @Nullable ExecutorService executor;
  private volatile @Nullable Server server;

  /// @param maxReceivedBytes largest request message
  /// @param maxSentBytes largest response message
  /// @param readiness what the health service tells
  public GrpcListener(
      Endpoint endpoint,
      long maxReceivedBytes,
      long maxSentBytes,
      List<BindableService> services,
      Readiness readiness) {
    this.endpoint = endpoint;
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
    try {
      server = builder.build().start();
    } catch (IOException e) {
      calls.shutdown();
      throw ListenException.of(address, SETTING, e);
    }
    executor = calls;
    health.start();
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
  }
}
