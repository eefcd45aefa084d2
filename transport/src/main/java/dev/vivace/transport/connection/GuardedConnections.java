package dev.vivace.transport.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The event loops of a gRPC port, and what stands before the library: connections beyond a number
/// are closed at once, and so is one whose client has not begun to speak HTTP/2 in time, with TLS
/// or without. The library itself would keep both for ever.
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
public final class GuardedConnections implements AutoCloseable {

  /// As many as the HTTP listeners hold.
  public static final int MAX_CONNECTIONS = 8192;

  /// From the connection to the client's first settings, the handshake of TLS included.
  public static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration LOOP_STOP = Duration.ofSeconds(1);
  private static final int USUAL_THREADS = 0; // Netty's default: two a processor.

  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final int maxConnections;
  private final Duration beginTimeout;
  private final Counter refused;
  private final Counter silent;

  /// @param listener its name in metrics and of threads
  public GuardedConnections(
      String listener, int maxConnections, Duration beginTimeout, MeterRegistry registry) {
    this.maxConnections = maxConnections;
    this.beginTimeout = beginTimeout;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            USUAL_THREADS,
            new DefaultThreadFactory(listener + "-io", true),
            NioIoHandler.newFactory());
    this.refused =
        counter(
            registry,
            listener,
            "refused",
            "Connections closed at once because there were too many");
    this.silent =
        counter(
            registry, listener, "silent", "Connections closed because their clients did not begin");
    Gauge.builder("vivace_grpc_connections", connections, ChannelGroup::size)
        .description("Open connections")
        .tag("listener", listener)
        .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, String listener, String what, String description) {
    return Counter.builder("vivace_grpc_connections_" + what)
        .description(description)
        .tag("listener", listener)
        .register(registry);
  }

  /// Makes the channel that listens.
  public ChannelFactory<ServerChannel> channels() {
    return () -> {
      NioServerSocketChannel channel = new NioServerSocketChannel();
      channel.pipeline().addFirst(new Accept());
      return channel;
    };
  }

  /// For accepting and for the connections.
  public EventLoopGroup loops() {
    return loops;
  }

  /// Ends the loops; the library has closed its connections before.
  @Override
  public void close() {
    loops
        .shutdownGracefully(0, LOOP_STOP.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(LOOP_STOP.toMillis());
  }

  /// Sees each connection before the library does.
  private final class Accept extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
      Channel connection = (Channel) accepted;
      if (connections.size() >= maxConnections) {
        refused.increment();
        connection.unsafe().closeForcibly();
        return;
      }
      connections.add(connection);
      connection.pipeline().addLast(new BeginDeadline(beginTimeout, silent::increment));
      ctx.fireChannelRead(accepted);
    }
  }
}
