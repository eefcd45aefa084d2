package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.TranslatingHttpHandler.Format;
import dev.vivace.distributor.translate.TranslatingHttpHandler.Route;
import dev.vivace.transport.http.HttpRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/// The paths of the receiver, with what reads and counts the requests that come there.
final class ZipkinRoutes implements Format {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ZipkinReceiverConfig config;
  private final InstantSource clock;
  private final Map<ZipkinFormat, Route> routes = new EnumMap<>(ZipkinFormat.class);
  private final ReceiverMetrics metrics;

  /// @param clock says when spans began that do not say it
  ZipkinRoutes(ZipkinReceiverConfig config, MeterRegistry registry, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.metrics = metrics(registry, ZipkinFormat.V2_JSON);
    for (ZipkinFormat format : ZipkinFormat.values()) {
      ReceiverMetrics ofFormat =
          format == ZipkinFormat.V2_JSON ? metrics : metrics(registry, format);
      routes.put(
          format,
          new Route(ofFormat, (bytes, length, out) -> translate(format, bytes, length, out)));
    }
  }

  private static ReceiverMetrics metrics(MeterRegistry registry, ZipkinFormat format) {
    return new ReceiverMetrics(registry, "zipkin/zipkin_receiver", format.transport());
  }

  @Override
  public Route route(String path, HttpRequest head) throws RefusedException {
    if (!ZipkinFormat.isPath(path)) {
      throw new RefusedException(
          Failure.NOT_FOUND,
          "unknown path '%s'; spans go to %s or %s"
              .formatted(path, ZipkinFormat.V2_JSON.path(), ZipkinFormat.V1_JSON.path()));
    }
    ZipkinFormat format = ZipkinFormat.of(path, head.header("content-type").orElse(""));
    Route route = routes.get(format);
    if (route == null || !format.path().equals(path)) {
      throw new RefusedException(
          Failure.INVALID,
          "Content-Type '%s' at %s; spans of this type go to %s"
              .formatted(head.header("content-type").orElse(""), path, format.path()));
    }
    return route;
  }

  @Override
  public ReceiverMetrics metrics() {
    return metrics;
  }

  /// An empty request has no spans, in whatever form.
  private void translate(ZipkinFormat format, byte[] bytes, int length, OtlpRequestWriter out)
      throws RefusedException {
    if (length == 0) {
      return;
    }
    SpanTranslator translator = new SpanTranslator(config, nanosSinceEpoch(clock.instant()), out);
    SpanReader spans = format.read(bytes, length);
    for (ZipkinSpan span = spans.next(); span != null; span = spans.next()) {
      translator.write(span);
    }
  }

  private static long nanosSinceEpoch(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }
}
