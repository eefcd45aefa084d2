package dev.vivace.distributor.translate;

import dev.vivace.distributor.encoding.ContentEncoding;
import dev.vivace.distributor.ingest.AwaitedOutcome;
import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.HttpBody;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.ingest.RpcStatus;
import dev.vivace.distributor.ingest.TenantReader;
import dev.vivace.distributor.translate.TranslatedIngest.Translation;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes spans in another format over HTTP: answers 202 without a body, or an error in one line of
/// text, with `Retry-After` where sending again may help. [#check] refuses before the body is read;
/// [#handle] inflates and translates on the pool and waits for the outcome.
public final class TranslatingHttpHandler implements HttpHandler {

  private final Format format;
  private final TranslationResources resources;

  public TranslatingHttpHandler(Format format, TranslationResources resources) {
    this.format = format;
    this.resources = resources;
  }

  /// The formats of one receiver.
  public interface Format {

    /// How to take a request with these headers, by its path, one trailing slash left out, and its
    /// type; refuses an unknown path with [Failure#NOT_FOUND], an unknown type with
    /// [Failure#UNSUPPORTED_TYPE].
    Route route(String path, HttpRequest head) throws RefusedException;

    /// Where requests that have no route are counted.
    ReceiverMetrics metrics();
  }

  /// @param metrics where a request on this route is counted
  public record Route(ReceiverMetrics metrics, Translation translation) {}

  @Override
  public @Nullable HttpResponse check(HttpRequest head) {
    ReceiverMetrics metrics = format.metrics();
    try {
      metrics = routeOfPost(head).metrics();
      HttpBody.encoding(head);
      tenant(head);
      return null;
    } catch (RefusedException e) {
      metrics.countRefusedRequest(e.outcome().failure());
      return answer(e.outcome());
    }
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws InterruptedException {
    AwaitedOutcome outcome = new AwaitedOutcome();
    resources.workers().execute(() -> work(request, outcome));
    return answer(outcome.await());
  }

  @Override
  public HttpResponse refuse(HttpRequest head, int status, String message) {
    Failed failed = new Failed(Failure.ofHttpStatus(status), message);
    format.metrics().countRefusedRequest(failed.failure());
    HttpResponse response = answer(failed);
    return new HttpResponse(status, response.headers(), response.body(), response.length());
  }

  private void work(HttpRequest request, AwaitedOutcome outcome) {
    RequestBytes bytes = resources.buffers().open(request.body().length);
    ReceiverMetrics metrics = format.metrics();
    try {
      Route route = format.route(HttpBody.path(request), request);
      metrics = route.metrics();
      TenantId tenant = tenant(request);
      HttpBody.inflate(request, bytes);
      resources.ingest().ingest(tenant, metrics, route.translation(), bytes, outcome::complete);
    } catch (RefusedException e) {
      bytes.release();
      metrics.countRefusedRequest(e.outcome().failure());
      outcome.complete(e.outcome());
    } catch (RuntimeException | Error e) { // Whatever happens, the client gets its answer.
      bytes.release();
      outcome.completeExceptionally(e);
    }
  }

  /// A known path comes before the method, the method before the type.
  private Route routeOfPost(HttpRequest head) throws RefusedException {
    boolean isPost = head.method().equals("POST");
    try {
      Route route = format.route(HttpBody.path(head), head);
      if (isPost) {
        return route;
      }
    } catch (RefusedException e) {
      if (isPost || e.outcome().failure() == Failure.NOT_FOUND) {
        throw e;
      }
    }
    throw new RefusedException(Failure.METHOD_NOT_ALLOWED, "only POST is allowed here");
  }

  private TenantId tenant(HttpRequest request) throws RefusedException {
    return resources.tenants().read(request.headers().getOrDefault(TenantReader.HEADER, List.of()));
  }

  private static HttpResponse answer(IngestOutcome outcome) {
    return switch (outcome) {
      case IngestOutcome.Stored _, IngestOutcome.PartlyStored _ -> HttpResponse.empty(202);
      case Failed failed -> answer(failed);
    };
  }

  private static HttpResponse answer(Failed failed) {
    HttpResponse response =
        HttpResponse.text(failed.failure().httpStatus(), failed.message() + "\n");
    Duration retryAfter = failed.retryAfter();
    if (retryAfter != null) {
      return response.withHeader("retry-after", RpcStatus.retryAfterSeconds(retryAfter));
    }
    return switch (failed.failure()) {
      case METHOD_NOT_ALLOWED -> response.withHeader("allow", "POST");
      case UNSUPPORTED_TYPE -> response.withHeader("accept-encoding", ContentEncoding.names());
      default -> response;
    };
  }
}
