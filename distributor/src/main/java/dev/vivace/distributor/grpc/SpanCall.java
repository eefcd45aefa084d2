package dev.vivace.distributor.grpc;

import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.ingest.RpcStatus;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call that brings spans: reads its only message, hands it on when the client has said that it
/// is the last, and answers, from whatever thread the outcome comes.
final class SpanCall extends ServerCall.Listener<InputStream> {

  private static final Logger LOG = LoggerFactory.getLogger(SpanCall.class);
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final ServerCall<InputStream, byte[]> call;
  private final WireBytes wireBytes;
  private final RequestBuffers buffers;
  private final RequestBytes request;
  private final Owner owner;

  private boolean hasMessage;
  private boolean handedOver;
  private boolean answered;
  private boolean ended;

  SpanCall(
      ServerCall<InputStream, byte[]> call,
      WireBytes wireBytes,
      RequestBuffers buffers,
      Owner owner) {
    this.call = call;
    this.wireBytes = wireBytes;
    this.buffers = buffers;
    this.request = buffers.open();
    this.owner = owner;
  }

  /// Whoever lets calls in.
  interface Owner {

    /// Takes the request's bytes over, and answers.
    void take(RequestBytes request, Consumer<IngestOutcome> done);

    /// The bytes of the response to a request that did not fail.
    byte[] response(IngestOutcome outcome);

    /// Told why a request was refused before it was taken over.
    void refused(Failure failure);

    /// Told once that the call is over.
    void ended();
  }

  @Override
  public void onMessage(InputStream message) {
    if (isAnswered()) {
      return;
    }
    if (hasMessage) {
      refuse(new Failed(Failure.INVALID, "a call takes one message, got more"));
      return;
    }
    hasMessage = true;
    Failed failed = read(message);
    if (failed != null) {
      refuse(failed);
    }
  }

  private @Nullable Failed read(InputStream message) {
    try (message) {
      request.readAll(message, message.available());
      return null;
    } catch (RefusedException e) {
      return e.outcome();
    } catch (StatusRuntimeException e) {
      // The library's own guard on inflated sizes.
      return e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
          ? buffers.tooLarge().outcome()
          : internal(e);
    } catch (IOException e) {
      return new Failed(
          Failure.INVALID, "the message does not inflate: " + e.getMessage(), "resource_spans");
    } catch (RuntimeException | Error e) {
      return internal(e);
    } finally {
      wireBytes.release();
    }
  }

  @Override
  public void onHalfClose() {
    if (isAnswered()) {
      return;
    }
    if (!hasMessage) {
      refuse(new Failed(Failure.INVALID, "a call takes one message, got none"));
    } else if (call.isCancelled()) {
      releaseRequest();
    } else {
      handedOver = true;
      owner.take(request, this::answer);
    }
  }

  @Override
  public void onCancel() {
    if (!isAnswered() && wireBytes.wasOverLimit()) {
      owner.refused(Failure.TOO_LARGE); // The library has answered.
    }
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  private void end() {
    releaseRequest();
    if (!ended) {
      ended = true;
      owner.ended();
    }
  }

  private void releaseRequest() {
    if (!handedOver) {
      request.release();
    }
  }

  private synchronized boolean isAnswered() {
    return answered;
  }

  /// Answers a call whose message is not handed on. Safe from any thread.
  void refuse(Failed failed) {
    owner.refused(failed.failure());
    answer(failed);
  }

  private synchronized void answer(IngestOutcome outcome) {
    if (answered) {
      return;
    }
    answered = true;
    if (outcome instanceof Failed failed) {
      close(call, failed);
    } else {
      call.sendHeaders(new Metadata());
      call.sendMessage(owner.response(outcome));
      call.close(Status.OK, new Metadata());
    }
  }

  /// Ends a call with the status of a failure.
  static void close(ServerCall<InputStream, byte[]> call, Failed failed) {
    Metadata trailers = new Metadata();
    if (failed.field() != null || failed.retryAfter() != null) {
      trailers.put(DETAILS, RpcStatus.statusProtobuf(failed));
    }
    call.close(
        Status.fromCodeValue(failed.failure().grpcCode()).withDescription(failed.message()),
        trailers);
  }

  private static Failed internal(Throwable thrown) {
    LOG.error("reading a request failed", thrown);
    return new Failed(Failure.INTERNAL, "internal error; see the server's log");
  }
}
