package dev.vivace.server.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/// Ends a call with `RESOURCE_EXHAUSTED` instead of sending a message over the limit.
final class SentSizeLimit implements ServerInterceptor {

  private final long maxBytes;

  SentSizeLimit(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return next.startCall(new LimitedCall<>(call), headers);
  }

  private final class LimitedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private boolean ended;

    LimitedCall(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendMessage(A message) {
      if (ended) {
        return;
      }
      if (message instanceof MessageLite sized && sized.getSerializedSize() > maxBytes) {
        ended = true;
        super.close(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "the answer has %d bytes (limit server.grpc_server_max_send_msg_size: %d); ask for less or raise the limit"
                    .formatted(sized.getSerializedSize(), maxBytes)),
            new Metadata());
        return;
      }
      super.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!ended) {
        ended = true;
        super.close(status, trailers);
      }
    }
  }
}
