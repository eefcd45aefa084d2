package dev.vivace.server.training;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.Future;

/// Sends requests over OTLP/gRPC as bytes, a few at a time, and insists on success.
final class TrainingClient implements AutoCloseable {

  private static final int IN_FLIGHT = 4;
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read the receiver's answer", e);
          }
        }
      };
  private static final MethodDescriptor<byte[], byte[]> EXPORT =
      MethodDescriptor.newBuilder(BYTES, BYTES)
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
          .build();

  private final ManagedChannel channel;
  private final ArrayDeque<Future<byte[]>> inFlight = new ArrayDeque<>();

  TrainingClient(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /// Sends one request; waits for the oldest answer while too many are awaited.
  void send(byte[] request) throws Exception {
    inFlight.addLast(
        ClientCalls.futureUnaryCall(channel.newCall(EXPORT, CallOptions.DEFAULT), request));
    if (inFlight.size() > IN_FLIGHT) {
      inFlight.removeFirst().get();
    }
  }

  /// Waits for the answers that are left.
  void finish() throws Exception {
    while (!inFlight.isEmpty()) {
      inFlight.removeFirst().get();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
