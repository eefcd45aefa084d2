package dev.vivace.integration.wire;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A backend that takes spans over OTLP/gRPC and remembers them.
public final class SpanBackend implements AutoCloseable {
  private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
  private final Server server;

  public SpanBackend() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(TraceServiceGrpc.SERVICE_NAME)
                    .addMethod(
                        TraceServiceGrpc.getExportMethod(),
                        ServerCalls.asyncUnaryCall(this::export))
                    .build())
            .build()
            .start();
  }

  public String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  public List<String> spanNames() {
    return received.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(spans -> spans.getScopeSpansList().stream())
        .flatMap(spans -> spans.getSpansList().stream())
        .map(Span::getName)
        .toList();
  }

  /// All that was received, as text.
  public String texts() {
    return received.toString();
  }

  private void export(
      ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
    received.add(request);
    answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
