package dev.vivace.distributor.forward;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A backend that speaks OTLP over gRPC, and takes spans, refuses them, or never answers.
final class Backend implements AutoCloseable {

  enum Behaviour {
    TAKES,
    REFUSES,
    HANGS
  }

  final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
  final List<String> tenants = new CopyOnWriteArrayList<>();
  private final Server server;

  Backend(Behaviour behaviour) throws IOException {
    this(behaviour, builder());
  }

  /// One that speaks TLS.
  Backend(TestCertificate certificate) throws IOException {
    this(
        Behaviour.TAKES,
        builder()
            .useTransportSecurity(certificate.certificate().toFile(), certificate.key().toFile()));
  }

  private static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private Backend(Behaviour behaviour, NettyServerBuilder builder) throws IOException {
    server =
        builder
            .addService(
                ServerServiceDefinition.builder(TraceServiceGrpc.SERVICE_NAME)
                    .addMethod(
                        TraceServiceGrpc.getExportMethod(),
                        ServerCalls.asyncUnaryCall(
                            (ExportTraceServiceRequest request,
                                StreamObserver<ExportTraceServiceResponse> answer) ->
                                export(behaviour, request, answer)))
                    .build())
            .intercept(new Tenants())
            .build()
            .start();
  }

  ForwarderConfig.Endpoint endpoint() {
    return new ForwarderConfig.Endpoint("127.0.0.1", server.getPort());
  }

  private void export(
      Behaviour behaviour,
      ExportTraceServiceRequest request,
      StreamObserver<ExportTraceServiceResponse> answer) {
    received.add(request);
    switch (behaviour) {
      case TAKES -> {
        answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
        answer.onCompleted();
      }
      case REFUSES -> answer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
      case HANGS -> {}
    }
  }

  private final class Tenants implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      tenants.add(
          String.valueOf(
              headers.get(Metadata.Key.of("X-Scope-OrgID", Metadata.ASCII_STRING_MARSHALLER))));
      return next.startCall(call, headers);
    }
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
