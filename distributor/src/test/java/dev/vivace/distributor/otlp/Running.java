package dev.vivace.distributor.otlp;

import dev.vivace.distributor.Distributor;
import dev.vivace.distributor.DistributorConfig;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ingest.DebugAids;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.transport.auth.Authenticator;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A started distributor on free ports of the loopback, with its fake write path and its metrics.
public final class Running implements AutoCloseable {

  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");

  public final RecordingIntake intake = new RecordingIntake();
  public final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  public final Distributor distributor;
  private final List<HttpClient> clients = new ArrayList<>();

  private Running(DistributorConfig config, Authenticator authenticator) {
    distributor = Distributor.start(config, authenticator, intake, registry, () -> NOW);
  }

  /// What tests may choose.
  public static final class Settings {
    public int maxRequestBytes = 64 << 20;
    long maxInFlightBytes = 256 << 20;
    long maxColumnBytes = 64 << 20;
    public boolean multitenancy;
    boolean dropOthers;
    public AtomicReference<IngestLimits> limits =
        new AtomicReference<>(IngestLimits.unlimited(2048));
    DebugAids debugAids = DebugAids.NONE;
    public GrpcReceiverConfig grpc = GrpcReceiverConfig.of("127.0.0.1", 0);
    public HttpReceiverConfig http = HttpReceiverConfig.of("127.0.0.1", 0);
    public JaegerConfig jaeger = JaegerConfig.OFF;
    ZipkinReceiverConfig zipkin;
    Authenticator authenticator;

    public Running start() {
      return new Running(
          new DistributorConfig(
              grpc,
              http,
              jaeger,
              maxRequestBytes,
              maxInFlightBytes,
              maxColumnBytes,
              multitenancy,
              _ -> limits.get(),
              dropOthers,
              debugAids,
              zipkin),
          authenticator);
    }
  }

  HttpClient client(HttpClient.Version version) {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    clients.add(client);
    return client;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + distributor.httpPort().orElseThrow() + path);
  }

  /// Posts to `/v1/traces`; the headers are names and values in turn.
  HttpResponse<byte[]> post(byte[] body, String... headers) throws Exception {
    return send("POST", "/v1/traces", body, headers);
  }

  HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpClient client =
        clients.isEmpty() ? client(HttpClient.Version.HTTP_1_1) : clients.getFirst();
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /// The value of the first series in the scraped metrics that begins like this.
  public double metric(String prefix) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + prefix + " in\n" + registry.scrape()));
  }

  public double inFlightBytes() {
    return metric("vivace_distributor_in_flight_bytes");
  }

  @Override
  public void close() {
    clients.forEach(HttpClient::shutdownNow);
    distributor.stop();
    intake.close();
  }
}
