package dev.vivace.server.grpc;

import dev.vivace.transport.http.GrpcCalls;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The gRPC services for calls that come over the HTTP port: each is handed on, message by message,
/// to a server inside the process, which does all that gRPC means beside the frames.
public final class SharedPortCalls implements GrpcCalls {

  private static final int LARGEST_MESSAGE = 4 << 20;

  private final int maxMessageBytes;
  private final ExecutorService executor;
  private final Server server;
  private final ManagedChannel channel;

  private SharedPortCalls(
      int maxMessageBytes, ExecutorService executor, Server server, ManagedChannel channel) {
    this.maxMessageBytes = maxMessageBytes;
    this.executor = executor;
    this.server = server;
    this.channel = channel;
  }

  /// Starts the services.
  ///
  /// @param maxReceivedBytes largest request message, if that is not more than queries ever need
  /// @param maxSentBytes largest response message
  public static SharedPortCalls start(
      List<BindableService> services, long maxReceivedBytes, long maxSentBytes) {
    String name = "shared-port-" + UUID.randomUUID();
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-http-", 0).factory());
    InProcessServerBuilder builder =
        InProcessServerBuilder.forName(name)
            .executor(executor)
            .intercept(new SentSizeLimit(maxSentBytes));
    services.forEach(builder::addService);
    try {
      Server server = builder.build().start();
      ManagedChannel channel = InProcessChannelBuilder.forName(name).executor(executor).build();
      int maxMessageBytes = (int) Math.min(LARGEST_MESSAGE, maxReceivedBytes);
      return new SharedPortCalls(maxMessageBytes, executor, server, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("a name that was just made up is taken: " + name, e);
    }
  }

  /// Ends the calls, those that take longer than `timeout` by force.
  public void stop(Duration timeout) throws InterruptedException {
    channel.shutdown();
    server.shutdown();
    if (!server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      channel.shutdownNow();
      server.shutdownNow();
    }
    executor.shutdown();
  }

  @Override
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  @Override
  public Call begin(
      String method, Map<String, List<String>> metadata, long timeoutNanos, Answers answers) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.BIDI_STREAMING) // Each of the others is a case of it.
            .setFullMethodName(method)
            .setRequestMarshaller(RawMessages.MARSHALLER)
            .setResponseMarshaller(RawMessages.MARSHALLER)
            .build();
    CallOptions options =
        timeoutNanos == Long.MAX_VALUE
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
    ClientCall<byte[], byte[]> call = channel.newCall(descriptor, options);
    call.start(new AnswerListener(answers), WireMetadata.read(metadata));
    return new HandedOn(call);
  }

  /// What the caller on the wire does.
  private record HandedOn(ClientCall<byte[], byte[]> call) implements Call {

    @Override
    public void message(byte[] message) {
      call.sendMessage(message);
    }

    @Override
    public void halfClosed() {
      call.halfClose();
    }

    @Override
    public void cancelled() {
      call.cancel("the caller has gone", null);
    }

    @Override
    public void request() {
      call.request(1);
    }
  }

  /// What the service answers.
  private static final class AnswerListener extends ClientCall.Listener<byte[]> {

    private final Answers answers;

    AnswerListener(Answers answers) {
      this.answers = answers;
    }

    @Override
    public void onHeaders(Metadata headers) {
      answers.headers(WireMetadata.write(headers));
    }

    @Override
    public void onMessage(byte[] message) {
      answers.message(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      String description = status.getDescription();
      answers.end(
          status.getCode().value(),
          description == null ? "" : description,
          WireMetadata.write(trailers));
    }
  }
}
