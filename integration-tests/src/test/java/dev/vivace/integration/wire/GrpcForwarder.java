package dev.vivace.integration.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.DecompressorRegistry;
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
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The gRPC half of [RecordingProxy]: any unary method, its messages as bytes. A message that came
/// compressed goes on compressed: by gzip anew, otherwise as it is.
final class GrpcForwarder implements AutoCloseable {
  private static final Metadata.Key<String> GRPC_ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Metadata> HEADERS = Context.key("headers");
  private static final List<Untouched> UNTOUCHED =
      List.of(new Untouched("zstd"), new Untouched("snappy"));
  private static final String NOT_COMPRESSED = "identity";
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ManagedChannel channel;
  private final Server server;
  private final Consumer<RecordedRequest> record;

  GrpcForwarder(String target, Consumer<RecordedRequest> record) {
    this.record = record;
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Codec.Gzip());
    DecompressorRegistry decompressors = DecompressorRegistry.getDefaultInstance();
    for (Untouched codec : UNTOUCHED) {
      compressors.register(codec);
      decompressors = decompressors.with(codec, true);
    }
    this.channel =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .compressorRegistry(compressors)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(threads)
            .decompressorRegistry(decompressors)
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

  /// Hands compressed bytes on as they are.
  private record Untouched(String encoding) implements Codec {
    @Override
    public String getMessageEncoding() {
      return encoding;
    }

    @Override
    public InputStream decompress(InputStream compressed) {
      return compressed;
    }

    @Override
    public OutputStream compress(OutputStream target) {
      return target;
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private void forward(String method, byte[] message, StreamObserver<byte[]> answer) {
    Metadata headers = HEADERS.get();
    String encoding = encoding(headers);
    CallOptions options =
        encoding.equals(NOT_COMPRESSED)
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withCompression(encoding);
    byte[] reply;
    try {
      reply =
          ClientCalls.blockingUnaryCall(
              withTenant(headers), RawBytes.method(method), options, message);
    } catch (StatusRuntimeException e) {
      String code = e.getStatus().getCode().name();
      record.accept(recorded(method, encoding, message, code, retryAfter(e)));
      answer.onError(e);
      return;
    }
    record.accept(recorded(method, encoding, message, "OK", Duration.ZERO));
    answer.onNext(reply);
    answer.onCompleted();
  }

  private static String encoding(Metadata headers) {
    @Nullable String encoding = headers.get(GRPC_ENCODING);
    return encoding == null ? NOT_COMPRESSED : encoding;
  }

  private Channel withTenant(Metadata headers) {
    Metadata forwarded = new Metadata();
    @Nullable Iterable<String> tenants = headers.getAll(TENANT);
    if (tenants != null) {
      tenants.forEach(tenant -> forwarded.put(TENANT, tenant));
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(forwarded));
  }

  private static Duration retryAfter(StatusRuntimeException refused) {
    @Nullable Status status = StatusProto.fromThrowable(refused);
    try {
      for (Any detail : status == null ? List.<Any>of() : status.getDetailsList()) {
        if (detail.is(RetryInfo.class)) {
          var delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        }
      }
      return Duration.ZERO;
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("no RetryInfo in " + status, e);
    }
  }

  private static RecordedRequest recorded(
      String method, String encoding, byte[] message, String code, Duration retryAfter) {
    return new RecordedRequest(
        RecordedRequest.Transport.GRPC,
        method,
        "application/grpc",
        encoding,
        message,
        new RecordedRequest.Answer(code, retryAfter, System.nanoTime()));
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
