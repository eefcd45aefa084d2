package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.thrift.BinaryCursor;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.TranslatingHttpHandler.Format;
import dev.vivace.distributor.translate.TranslatingHttpHandler.Route;
import dev.vivace.transport.http.HttpRequest;
import java.util.Locale;
import java.util.Set;

/// Thrift over HTTP: one batch in binary Thrift, without a call around it, posted to `/api/traces`.
/// What clients put into the query says nothing new.
final class ThriftHttpFormat implements Format {

  private static final String PATH = "/api/traces";
  private static final Set<String> TYPES =
      Set.of("application/x-thrift", "application/vnd.apache.thrift.binary");

  private final JaegerMetrics metrics;
  private final Route route;

  ThriftHttpFormat(JaegerMetrics metrics) {
    this.metrics = metrics;
    this.route = new Route(metrics.receiver(), this::translate);
  }

  @Override
  public Route route(String path, HttpRequest head) throws RefusedException {
    if (!path.equals(PATH)) {
      throw new RefusedException(
          Failure.NOT_FOUND, "unknown path '%s'; spans go to %s".formatted(path, PATH));
    }
    String type = head.header("content-type").orElse("");
    if (!TYPES.contains(type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))) {
      throw new RefusedException(
          Failure.UNSUPPORTED_TYPE,
          "Content-Type '%s' (expected: application/x-thrift)".formatted(type));
    }
    return route;
  }

  private void translate(byte[] bytes, int length, OtlpRequestWriter out) throws RefusedException {
    BatchTranslator sink = new BatchTranslator(out, metrics);
    new ThriftBatchReader(new BinaryCursor(bytes, length), bytes, sink).readBatch();
  }

  @Override
  public ReceiverMetrics metrics() {
    return metrics.receiver();
  }
}
