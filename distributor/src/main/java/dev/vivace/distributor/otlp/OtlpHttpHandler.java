package dev.vivace.distributor.otlp;

import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.encoding.ContentEncoding;
import dev.vivace.distributor.encoding.SnappyBlock;
import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.ingest.TenantReader;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OTLP over HTTP. [#check] refuses by path, method, type, encoding and tenant before the body is
/// read; [#handle] inflates and decodes on the pool and waits, on its virtual thread, for the
/// outcome. Authentication, when it comes, is checked before the tenant.
public final class OtlpHttpHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(OtlpHttpHandler.class);
  private static final String ALLOWED_METHODS = "POST, OPTIONS";

  /// How long an answer waits for the write path; a client gives up earlier.
  private static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private final HttpReceiverConfig config;
  private final OtlpResources resources;
  private final ReceiverMetrics metrics;
  private final Cors cors;

  public OtlpHttpHandler(HttpReceiverConfig config, OtlpResources resources) {
    this.config = config;
    this.resources = resources;
    this.metrics = new ReceiverMetrics(resources.registry(), "otlp/otlp_receiver", "http");
    this.cors = new Cors(config.cors());
  }

  @Override
  public @Nullable HttpResponse check(HttpRequest head) {
    String path = path(head);
    if (!path.equals(config.tracesPath()) && !resources.otherSignals().accepts(path)) {
      return refuse(head, new Failed(Failure.NOT_FOUND, noSuchPath(path)));
    }
    if (Cors.isPreflight(head)) {
      return cors.preflight(head);
    }
    if (!head.method().equals("POST")) {
      Failed failed = new Failed(Failure.METHOD_NOT_ALLOWED, "only POST is allowed here");
      return refuse(head, failed).withHeader("allow", ALLOWED_METHODS);
    }
    if (MediaType.of(head).isEmpty()) {
      Failed failed = new Failed(Failure.UNSUPPORTED_TYPE, unknownType(head));
      return refuse(head, failed);
    }
    try {
      encoding(head);
      tenant(head);
      return null;
    } catch (RefusedException e) {
      HttpResponse response = refuse(head, e.outcome());
      return e.outcome().failure() == Failure.UNSUPPORTED_TYPE
          ? response.withHeader("accept-encoding", ContentEncoding.names())
          : response;
    }
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws InterruptedException {
    String path = path(request);
    if (!path.equals(config.tracesPath())) {
      resources.otherSignals().drop(path);
      return answer(request, new IngestOutcome.Stored());
    }
    CompletableFuture<IngestOutcome> outcome = new CompletableFuture<>();
    resources.workers().execute(() -> work(request, outcome));
    return answer(request, await(outcome));
  }

  @Override
  public HttpResponse refuse(HttpRequest head, int status, String message) {
    HttpResponse response = refuse(head, new Failed(Failure.ofHttpStatus(status), message));
    return new HttpResponse(status, response.headers(), response.body(), response.length());
  }

  private HttpResponse refuse(HttpRequest head, Failed failed) {
    metrics.countRefusedRequest(failed.failure());
    return answer(head, failed);
  }

  private HttpResponse answer(HttpRequest request, IngestOutcome outcome) {
    MediaType type = MediaType.of(request).orElse(MediaType.JSON);
    return cors.decorate(request, type.answer(outcome));
  }

  private void work(HttpRequest request, CompletableFuture<IngestOutcome> outcome) {
    RequestBytes bytes = resources.buffers().open(request.body().length);
    try {
      TenantId tenant = tenant(request);
      inflate(request, bytes);
      MediaType type = MediaType.of(request).orElseThrow();
      resources.ingest().ingest(tenant, metrics, type.format(), bytes, outcome::complete);
    } catch (RefusedException e) {
      bytes.release();
      metrics.countRefusedRequest(e.outcome().failure());
      outcome.complete(e.outcome());
    } catch (RuntimeException | Error e) { // Whatever happens, the client gets its answer.
      bytes.release();
      outcome.completeExceptionally(e);
    }
  }

  private static void inflate(HttpRequest request, RequestBytes bytes) throws RefusedException {
    byte[] body = request.body();
    ContentEncoding encoding = encoding(request);
    try {
      if (encoding == ContentEncoding.IDENTITY) {
        bytes.take(body);
      } else if (encoding == ContentEncoding.SNAPPY && SnappyBlock.isBlock(body)) {
        bytes.end(SnappyBlock.inflate(body, bytes.begin(SnappyBlock.inflatedBytes(body))));
      } else {
        try (InputStream inflated = encoding.inflate(new ByteArrayInputStream(body))) {
          bytes.readAll(inflated, body.length);
        }
      }
    } catch (IOException e) {
      throw new RefusedException(
          Failure.INVALID,
          "the body is not %s: %s".formatted(encoding.encodingName(), e.getMessage()));
    }
  }

  private static IngestOutcome await(CompletableFuture<IngestOutcome> outcome)
      throws InterruptedException {
    try {
      return outcome.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("no outcome after {}", MAX_WAIT, e);
      return new Failed(Failure.BUSY, "not stored after %s; try again".formatted(MAX_WAIT));
    } catch (ExecutionException e) {
      LOG.error("ingesting a request failed", e.getCause());
      return new Failed(Failure.INTERNAL, "internal error; see the server's log");
    }
  }

  private TenantId tenant(HttpRequest request) throws RefusedException {
    return resources.tenants().read(request.headers().getOrDefault(TenantReader.HEADER, List.of()));
  }

  private static ContentEncoding encoding(HttpRequest request) throws RefusedException {
    List<String> values = request.headers().getOrDefault("content-encoding", List.of());
    String value = String.join(",", values);
    return ContentEncoding.ofHttpName(value)
        .orElseThrow(
            () ->
                new RefusedException(
                    Failure.UNSUPPORTED_TYPE,
                    "unknown Content-Encoding '%s' (known: %s)"
                        .formatted(value, ContentEncoding.names())));
  }

  /// The path without one trailing slash.
  private static String path(HttpRequest request) {
    String path = request.path();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private String noSuchPath(String path) {
    return path.equals("/")
        ? "no path: send spans to %s. A per-signal endpoint in the client's settings is used as it is, so its URL must end in this path"
            .formatted(config.tracesPath())
        : "unknown path '%s'; spans go to %s".formatted(path, config.tracesPath());
  }

  private static String unknownType(HttpRequest head) {
    return "Content-Type '%s' (expected: application/x-protobuf or application/json)"
        .formatted(head.header("content-type").orElse(""));
  }
}
