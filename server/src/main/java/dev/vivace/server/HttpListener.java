package dev.vivace.server;

import dev.vivace.server.grpc.SharedPortCalls;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import dev.vivace.transport.tls.TlsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An HTTP port as a service.
final class HttpListener implements Listener {

  /// Their connections are closed by then.
  private static final Duration CALLS_END = Duration.ofMillis(500);

  private final String protocol;
  private final HttpServerConfig config;
  private final Supplier<HttpHandler> handler;
  private final Supplier<SharedPortCalls> calls;
  private final boolean asksWho;
  private final MeterRegistry registry;
  private volatile @Nullable HttpServer server;
  private @Nullable SharedPortCalls startedCalls;

  /// @param handler asked once, at the start: by then everybody has added routes
  /// @param calls starts what answers gRPC on this port
  /// @param asksWho whether the handler wants tokens or passwords
  HttpListener(
      String protocol,
      HttpServerConfig config,
      Supplier<HttpHandler> handler,
      Supplier<SharedPortCalls> calls,
      boolean asksWho,
      MeterRegistry registry) {
    this.protocol = protocol;
    this.config = config;
    this.handler = handler;
    this.calls = calls;
    this.asksWho = asksWho;
    this.registry = registry;
  }

  @Override
  public String name() {
    return config.listener() + "-listener";
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public InetSocketAddress address() {
    HttpServer started = server;
    return new InetSocketAddress(config.host(), started == null ? config.port() : started.port());
  }

  @Override
  public boolean knowsItsClients() {
    TlsConfig tls = config.tls();
    return asksWho || (tls != null && tls.knowsItsClients());
  }

  @Override
  public boolean speaksTls() {
    return config.tls() != null;
  }

  @Override
  public void start() {
    SharedPortCalls started = calls.get();
    startedCalls = started;
    server = HttpServer.start(config, handler.get(), started, registry);
  }

  @Override
  public void stop(Duration timeout) throws InterruptedException {
    HttpServer started = server;
    if (started != null) {
      started.stop(timeout);
    }
    SharedPortCalls inside = startedCalls;
    if (inside != null) {
      inside.stop(CALLS_END);
    }
  }
}
