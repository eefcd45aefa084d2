package dev.vivace.distributor.otlp;

import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.encoding.ContentEncoding;
import dev.vivace.distributor.ingest.AwaitedOutcome;
import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.HttpBody;
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
import org.jspecify.annotations.Nullable;

/// OTLP over HTTP. [#check] refuses by path, method, sender, tenant, type and encoding before the
/// body is read; [#handle] inflates and decodes on the pool and waits, on its virtual thread, for
/// the outcome.
public final class OtlpHttpHandler implements HttpHandler {

  private static final String ALLOWED_METHODS = "POST, OPTIONS";

  private final HttpReceiverConfig config;
  private final OtlpResources resources;
  private final TenantReader tenants;
  private final ReceiverMetrics metrics;
  private final Cors cors;

  public OtlpHttpHandler(HttpReceiverConfig config, OtlpResources resources) {
    this.config = config;
    this.resources = resources;
    this.tenants = resources.tenants().behind(config.door());
    this.metrics = new ReceiverMetrics(resources.registry(), "otlp/otlp_receiver", "http");
    this.cors = new Cors(config.cors());
  }

  @Override
  public @Nullable HttpResponse check(HttpRequest head) {
    String path = HttpBody.path(head);
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
    try {
      tenants.check(head);
      if (MediaType.of(head).isEmpty()) {
        return refuse(head, new Failed(Failure.UNSUPPORTED_TYPE, unknownType(head)));
      }
      HttpBody.encoding(head);
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
    TenantId tenant;
    try {
      tenant = tenants.read(request);
    } catch (RefusedException e) {
      return refuse(request, e.outcome());
    }
    String path = HttpBody.path(request);
    if (!path.equals(config.tracesPath())) {
      resources.otherSignals().drop(path);
      return answer(request, new IngestOutcome.Stored());
    }
    AwaitedOutcome outcome = new AwaitedOutcome();
    resources.workers().execute(() -> work(request, tenant, outcome));
    return answer(request, outcome.await());
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
    return cors.decorate(request, tenants.challenge(type.answer(outcome)));
  }

  private void work(HttpRequest request, TenantId tenant, AwaitedOutcome outcome) {
    RequestBytes bytes = resources.buffers().open(request.body().length);
    try {
      HttpBody.inflate(request, bytes);
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
