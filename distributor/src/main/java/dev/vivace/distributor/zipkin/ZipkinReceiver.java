package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.translate.TranslatingHttpHandler;
import dev.vivace.distributor.translate.TranslationResources;
import dev.vivace.transport.http.HttpLimits;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import java.time.InstantSource;

/// Opens the port of the Zipkin receiver.
public final class ZipkinReceiver {

  private ZipkinReceiver() {}

  /// Throws [dev.vivace.transport.ListenException] if the address cannot be had.
  ///
  /// @param clock says when spans began that do not say it
  public static HttpServer start(
      ZipkinReceiverConfig config, TranslationResources resources, InstantSource clock) {
    HttpServerConfig serverConfig =
        HttpServerConfig.of("zipkin", ZipkinReceiverConfig.SETTING, config.host(), config.port())
            .withLimits(HttpLimits.DEFAULT.withMaxBodyBytes(resources.buffers().maxBytes()))
            .withTimeouts(config.timeouts())
            .withTls(config.door().tls());
    ZipkinRoutes routes = new ZipkinRoutes(config, resources.registry(), clock);
    return HttpServer.start(
        serverConfig,
        resources.buffers().budget(),
        new TranslatingHttpHandler(routes, resources.behind(config.door())),
        resources.registry());
  }
}
