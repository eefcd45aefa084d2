package dev.vivace.distributor.grpc;

import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/// Answers calls whose `grpc-encoding` nobody knows with the encodings that are known, as the
/// protocol asks ("Compression": `UNIMPLEMENTED` with `grpc-accept-encoding`).
///
/// The library closes such calls before any interceptor sees them, without that header. Tracers it
/// asks for earlier: there the header gets another name, and the interceptor finds it.
final class UnknownEncodings extends ServerStreamTracer.Factory implements ServerInterceptor {

  private static final Metadata.Key<String> ENCODING = key("grpc-encoding");
  private static final Metadata.Key<String> ACCEPTED = key("grpc-accept-encoding");
  private static final Metadata.Key<String> UNKNOWN = key("vivace-unknown-encoding");

  private final DecompressorRegistry known;

  UnknownEncodings(DecompressorRegistry known) {
    this.known = known;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    headers.discardAll(UNKNOWN);
    String encoding = headers.get(ENCODING);
    if (encoding != null && known.lookupDecompressor(encoding) == null) {
      headers.discardAll(ENCODING);
      headers.put(UNKNOWN, encoding);
    }
    return new ServerStreamTracer() {};
  }

  @Override
  public <R, A> ServerCall.Listener<R> interceptCall(
      ServerCall<R, A> call, Metadata headers, ServerCallHandler<R, A> next) {
    String encoding = headers.get(UNKNOWN);
    if (encoding == null) {
      return next.startCall(call, headers);
    }
    String accepted = String.join(",", known.getAdvertisedMessageEncodings());
    Metadata trailers = new Metadata();
    trailers.put(ACCEPTED, accepted);
    call.close(
        Status.UNIMPLEMENTED.withDescription(
            "grpc-encoding '%s' is unknown (expected one of: %s)".formatted(encoding, accepted)),
        trailers);
    return new ServerCall.Listener<>() {};
  }
}
