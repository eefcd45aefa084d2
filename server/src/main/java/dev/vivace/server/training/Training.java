package dev.vivace.server.training;

import dev.vivace.model.id.TraceId;
import dev.vivace.server.Server;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A short, busy life of the whole process on free ports and in a folder of its own: takes spans,
/// writes blocks, looks traces up, searches, draws metrics, shows its pages. The build runs it so
/// that the JVM can note what was loaded, linked and hot.
public final class Training {

  private static final int REQUESTS = 600;
  private static final int LOOKUPS = 1_500;
  private static final int SEARCHES = 20;
  private static final List<String> QUERIES =
      List.of(
          "{}",
          "{ resource.service.name = \"frontend\" && duration > 1ms }",
          "{ status = error }",
          "{ name =~ \"GET.*\" || span.http.response.status_code >= 500 }",
          "{ .user.id != nil } | select(name, resource.service.name)",
          "{ kind = server } >> { kind = client }",
          "{ kind = server } && { status = error } | count() > 1",
          "{} | by(resource.service.name) | avg(duration) > 1ms",
          "{ event:name = \"exception\" }",
          "{ trace:duration > 10ms && trace:rootService =~ \"front.*\" }");
  private static final List<String> METRICS =
      List.of(
          "{} | rate()",
          "{} | rate() by (resource.service.name)",
          "{ status = error } | count_over_time() by (name, span.http.route)",
          "{ kind = server } | quantile_over_time(duration, .5, .99) by (resource.service.name)",
          "{} | histogram_over_time(duration)",
          "{} | avg_over_time(span.http.response.body.size) by (name)",
          "{} | max_over_time(duration) by (kind)",
          "{ kind = server } >> { kind = client } | rate()",
          "{} | rate() by (name) | topk(5)",
          "{ kind = server } | compare({ status = error })");
  private static final int PATIENCE = 300;
  private static final long SEED = 20_261_121;
  private static final List<String> PAGES = List.of("/ready", "/metrics", "/status/config");
  private static final List<String> TYPES =
      List.of("application/protobuf", "application/json", "application/vnd.grafana.llm");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;

  private Training(Server server) {
    this.server = server;
  }

  /// Runs once and ends with 0 if all went well.
  ///
  /// @param arguments the folder for its data
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Server server =
        Server.start(
            List.of(
                "--server.http-listen-port=0",
                "--server.grpc-listen-port=0",
                "--distributor.receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0",
                "--distributor.receivers.otlp.protocols.http.endpoint=127.0.0.1:0",
                "--live-store.max-block-duration=2s",
                "--live-store.max-trace-idle=1s",
                "--live-store.small-tenant-spans=0",
                "--overrides.defaults.ingestion.rate-limit-bytes=1TB",
                "--overrides.defaults.ingestion.burst-size-bytes=1TB",
                "--overrides.defaults.ingestion.max-traces-per-user=0",
                "--storage.trace.local.path=" + folder.resolve("blocks"),
                "--storage.trace.wal.path=" + folder.resolve("wal")));
    new Training(server).run();
    System.exit(server.stop() ? 0 : 1);
  }

  private void run() throws Exception {
    for (String page : PAGES) {
      get(page, "*/*");
    }
    TrainingWorkload workload =
        new TrainingWorkload(SEED, Instant.now().getEpochSecond() * 1_000_000_000);
    try (TrainingClient client = new TrainingClient(server.port("OTLP over gRPC"))) {
      for (int i = 0; i < REQUESTS; i++) {
        client.send(workload.request());
      }
      client.finish();
    }
    post(workload.request());
    lookUp(workload.traces());
    search();
    awaitBlocks();
    lookUp(workload.traces());
    search();
  }

  private void search() throws IOException, InterruptedException {
    for (int i = 0; i < SEARCHES; i++) {
      for (String query : QUERIES) {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        get("/api/search?limit=1000&q=" + encoded, "application/json");
      }
      for (String query : METRICS) {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        get("/api/metrics/query_range?step=10s&since=5m&q=" + encoded, "application/json");
        get("/api/metrics/query?since=5m&q=" + encoded, "application/json");
      }
      get("/api/v2/search/tags", "*/*");
      get("/api/v2/search/tag/resource.service.name/values", "*/*");
      String filter = URLEncoder.encode("{ kind = client }", StandardCharsets.UTF_8);
      get("/api/v2/search/tag/span.http.route/values?q=" + filter, "*/*");
    }
  }

  private void lookUp(List<TraceId> traces) throws IOException, InterruptedException {
    for (int i = 0; i < LOOKUPS; i++) {
      String id = traces.get(i * (traces.size() / LOOKUPS)).toHex();
      get("/api/v2/traces/" + id, TYPES.get(i % TYPES.size()));
    }
  }

  /// Waits until nothing is live any more.
  private void awaitBlocks() throws IOException, InterruptedException {
    for (int i = 0; i < PATIENCE; i++) {
      if (get("/metrics", "*/*").contains("\nvivace_live_head_bytes 0.0\n")) {
        return;
      }
      new CompletableFuture<Void>().completeOnTimeout(null, 100, TimeUnit.MILLISECONDS).join();
    }
    throw new IllegalStateException("training: spans are still in memory; blocks were not written");
  }

  private String get(String path, String accept) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url("HTTP API", path)).header("Accept", accept).build();
    return send(request);
  }

  private void post(byte[] body) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(url("OTLP over HTTP", "/v1/traces"))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "training: %s answered %d: %s"
              .formatted(request.uri(), response.statusCode(), response.body()));
    }
    return response.body();
  }

  private URI url(String protocol, String path) {
    return URI.create(
        String.format(Locale.ROOT, "http://127.0.0.1:%d%s", server.port(protocol), path));
  }
}
