package dev.vivace.server;

import dev.vivace.server.lifecycle.Listener;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An HTTP port as a service.
final class HttpListener implements Listener {

  private final String protocol;
  private final HttpServerConfig config;
  private final Supplier<HttpHandler> handler;
  private final MeterRegistry registry;
  private volatile @Nullable HttpServer server;

  /// @param handler asked once, at the start: by then everybody has added routes
  HttpListener(
      String protocol,
      HttpServerConfig config,
      Supplier<HttpHandler> handler,
      MeterRegistry registry) {
    this.protocol = protocol;
    this.config = config;
    this.handler = handler;
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
  public void start() {
    server = HttpServer.start(config, handler.get(), registry);
  }

  @Override
  public void stop(Duration timeout) {
    HttpServer started = server;
    if (started != null) {
      started.stop(timeout);
    }
  }
}
