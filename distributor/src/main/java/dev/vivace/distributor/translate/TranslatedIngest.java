package dev.vivace.distributor.translate;

import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.ingest.SpanIngest;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of a request in another format: translated to OTLP within the budget of requests in
/// flight, then ingested like any other. Thread-safe.
public final class TranslatedIngest {

  private static final Logger LOG = LoggerFactory.getLogger(TranslatedIngest.class);

  private final SpanIngest ingest;
  private final RequestBuffers buffers;

  public TranslatedIngest(SpanIngest ingest, RequestBuffers buffers) {
    this.ingest = ingest;
    this.buffers = buffers;
  }

  /// Puts a request's bytes, `[0, length)`, into words of OTLP.
  public interface Translation {

    /// Throws [InvalidRequestException] if the bytes are not what they should be.
    void translate(byte[] bytes, int length, OtlpRequestWriter out) throws RefusedException;

    /// What in the request is wrong if its bytes are; null if the protocol cannot say it.
    default @Nullable String field() {
      return null;
    }
  }

  /// Takes a request and its bytes. `done` runs exactly once, on this thread or on the intake's,
  /// and must not block.
  public void ingest(
      TenantId tenant,
      ReceiverMetrics receiver,
      Translation translation,
      RequestBytes request,
      Consumer<IngestOutcome> done) {
    Failed failed = translate(translation, request);
    if (failed == null) {
      ingest.ingest(tenant, receiver, WireFormat.OTLP_PROTOBUF, request, done);
    } else {
      request.release();
      receiver.countRefusedRequest(failed.failure());
      done.accept(failed);
    }
  }

  private @Nullable Failed translate(Translation translation, RequestBytes request) {
    try {
      OtlpRequestWriter out =
          new OtlpRequestWriter(buffers.maxBytes(), request::acquireForDecoding);
      translation.translate(request.bytes(), request.length(), out);
      request.replace(out.finish());
      return null;
    } catch (InvalidRequestException e) {
      return new Failed(Failure.INVALID, String.valueOf(e.getMessage()), translation.field());
    } catch (RequestTooLargeException e) {
      return new Failed(Failure.TOO_LARGE, String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      return e.outcome();
    } catch (RuntimeException | Error e) { // Whatever happens, the client gets its answer.
      LOG.error("translating a request failed", e);
      return new Failed(Failure.INTERNAL, "internal error; see the server's log");
    }
  }
}
