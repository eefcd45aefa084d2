package dev.vivace.transport.http;

import dev.vivace.transport.InFlightBytes;
import dev.vivace.transport.ListenException;
import dev.vivace.transport.tls.ListenerTls;
import dev.vivace.transport.tls.TlsConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A running HTTP listener: HTTP/1.1 and HTTP/2 (without TLS by prior knowledge or upgrade, with it
/// by ALPN) on one port, gRPC calls among them. Each request is read whole, within the limits of
/// its [HttpServerConfig], and handled on a virtual thread of its own.
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
public final class HttpServer {

  private static final int IO_THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
  private static final int ACCEPT_BACKLOG = 1024;
  private static final Duration LOOP_STOP = Duration.ofSeconds(1);

  private final Channel serverChannel;
  private final EventLoopGroup loops;
  private final ExecutorService workers;
  private final Listener listener;
  private final @Nullable ListenerTls tls;

  private HttpServer(
      Channel serverChannel,
      EventLoopGroup loops,
      ExecutorService workers,
      Listener listener,
      @Nullable ListenerTls tls) {
    this.serverChannel = serverChannel;
    this.loops = loops;
    this.workers = workers;
    this.listener = listener;
    this.tls = tls;
  }

  /// Starts with a budget of its own: as many bytes as four of the largest requests.
  public static HttpServer start(
      HttpServerConfig config, HttpHandler handler, MeterRegistry registry) {
    InFlightBytes budget = new InFlightBytes(4L * config.limits().maxBodyBytes());
    return start(config, budget, handler, registry);
  }

  /// Starts listening; throws [ListenException] if the address cannot be had.
  public static HttpServer start(
      HttpServerConfig config, InFlightBytes budget, HttpHandler handler, MeterRegistry registry) {
    return start(config, budget, handler, null, registry);
  }

  /// As the others, and answers gRPC on the same port.
  public static HttpServer start(
      HttpServerConfig config, HttpHandler handler, GrpcCalls calls, MeterRegistry registry) {
    InFlightBytes budget = new InFlightBytes(4L * config.limits().maxBodyBytes());
    return start(config, budget, handler, calls, registry);
  }

  private static HttpServer start(
      HttpServerConfig config,
      InFlightBytes budget,
      HttpHandler handler,
      @Nullable GrpcCalls calls,
      MeterRegistry registry) {
    TlsConfig files = config.tls();
    ListenerTls tls =
        files == null
            ? null
            : ListenerTls.start(files, config.listener(), ListenerTls.Speaks.HTTP, registry);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            IO_THREADS,
            new DefaultThreadFactory(config.listener() + "-io"),
            NioIoHandler.newFactory());
    ExecutorService workers =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(config.listener() + "-", 0).factory());
    Listener listener =
        new Listener(
            config,
            handler,
            calls,
            budget,
            WaitingAnswers.ofHeap(),
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
            new Semaphore(config.limits().maxRequests()),
            workers,
            new Listener.Drain());
    Channel serverChannel = bind(loops, listener, tls, registry);
    return new HttpServer(serverChannel, loops, workers, listener, tls);
  }

  private static Channel bind(
      EventLoopGroup loops, Listener listener, @Nullable ListenerTls tls, MeterRegistry registry) {
    HttpServerConfig config = listener.config();
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(new Accept(listener, tls, registry))
            .bind(address)
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      if (tls != null) {
        tls.close();
      }
      throw ListenException.of(address, config.setting(), failure);
    }
    return bound.channel();
  }

  /// The port that is listened on.
  public int port() {
    return ((InetSocketAddress) serverChannel.localAddress()).getPort();
  }

  /// Stops: accepts nothing more, lets requests in flight finish, closes. What is not done after
  /// `timeout` is cut off. Returns after that time and one second at the latest.
  public void stop(Duration timeout) {
    serverChannel.close().awaitUninterruptibly();
    if (tls != null) {
      tls.close();
    }
    listener.drain().begin();
    ChannelGroup connections = listener.connections();
    connections.forEach(c -> c.pipeline().fireUserEventTriggered(listener.drain()));
    connections.newCloseFuture().awaitUninterruptibly(timeout.toMillis());
    connections.forEach(HttpServer::cutOff);
    workers.shutdown();
    loops
        .shutdownGracefully(0, LOOP_STOP.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(LOOP_STOP.toMillis());
  }

  /// Closes in front of all handlers: none of them can ask for more time.
  private static void cutOff(Channel connection) {
    ChannelHandlerContext first = connection.pipeline().firstContext();
    if (first != null) {
      first.close();
    }
  }

  /// Prepares each accepted connection, or closes it if there are too many.
  private static final class Accept extends ChannelInitializer<Channel> {

    private final Listener listener;
    private final @Nullable ListenerTls tls;
    private final Counter refused;

    Accept(Listener listener, @Nullable ListenerTls tls, MeterRegistry registry) {
      this.listener = listener;
      this.tls = tls;
      String name = listener.config().listener();
      this.refused =
          Counter.builder("vivace_http_connections_refused")
              .description("Connections closed at once because there were too many")
              .tag("listener", name)
              .register(registry);
      Gauge.builder("vivace_http_connections", listener.connections(), ChannelGroup::size)
          .description("Open connections")
          .tag("listener", name)
          .register(registry);
    }

    @Override
    protected void initChannel(Channel connection) {
      if (listener.connections().size() >= listener.config().limits().maxConnections()) {
        refused.increment();
        connection.close();
        return;
      }
      listener.connections().add(connection);
      if (listener.drain().hasBegun()) {
        connection.close();
        return;
      }
      if (tls == null) {
        connection.pipeline().addLast(new ProtocolDetector(listener));
      } else {
        connection
            .pipeline()
            .addLast(tls.context().newHandler(connection.alloc()), new TlsNegotiation(listener));
      }
    }
  }
}
