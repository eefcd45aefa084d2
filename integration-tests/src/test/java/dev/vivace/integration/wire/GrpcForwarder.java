package dev.vivace.integration.wire;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gRPC half of [RecordingProxy]: any unary method, its messages as bytes. A message that came
/// compressed goes on compressed.
final class GrpcForwarder implements AutoCloseable {
  private static final Metadata.Key<String> GRPC_ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Metadata> HEADERS = Context.key("headers");
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ManagedChannel channel;
  private final Server server;
  private final Consumer<RecordedRequest> record;

  GrpcForwarder(String target, Consumer<RecordedRequest> record) {
    this.record = record;
    this.channel =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(threads)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .intercept(new KeepHeaders())
            .fallbackHandlerRegistry(new AnyUnaryMethod())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private void forward(String method, byte[] message, StreamObserver<byte[]> answer) {
    Metadata headers = HEADERS.get();
    @Nullable String encoding = headers.get(GRPC_ENCODING);
    boolean gzip = "gzip".equals(encoding);
    CallOptions options = gzip ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
    byte[] reply;
    try {
      reply = ClientCalls.blockingUnaryCall(channel, RawBytes.method(method), options, message);
    } catch (StatusRuntimeException e) {
      record.accept(recorded(method, gzip, message, false));
      answer.onError(e);
      return;
    }
    record.accept(recorded(method, gzip, message, true));
    answer.onNext(reply);
    answer.onCompleted();
  }

  private static RecordedRequest recorded(
      String method, boolean gzip, byte[] message, boolean accepted) {
    return new RecordedRequest(
        RecordedRequest.Transport.GRPC,
        method,
        "application/grpc",
        gzip ? "gzip" : "identity",
        message,
        accepted);
  }

  /// Knows every method by its name.
  private final class AnyUnaryMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
      return ServerMethodDefinition.create(
          RawBytes.method(method),
          ServerCalls.asyncUnaryCall((message, answer) -> forward(method, message, answer)));
    }
  }

  private static final class KeepHeaders implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Context context = Context.current().withValue(HEADERS, headers);
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    channel.shutdownNow();
    threads.shutdownNow();
  }
}
