package dev.vivace.integration.wire;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Stands between a client and the server, on both of OTLP's transports, and keeps what the client
/// sent: the truth that answers are compared with.
public final class RecordingProxy implements AutoCloseable {
  private final Queue<RecordedRequest> recorded = new ConcurrentLinkedQueue<>();
  private final HttpForwarder http;
  private final GrpcForwarder grpc;

  public RecordingProxy(String otlpGrpc, URI otlpHttp) {
    this.http = new HttpForwarder(otlpHttp, recorded::add);
    this.grpc = new GrpcForwarder(otlpGrpc, recorded::add);
  }

  /// Where a client sends OTLP over HTTP.
  public URI http() {
    return http.address();
  }

  /// Where a client sends OTLP over gRPC, as host and port.
  public String grpc() {
    return grpc.address();
  }

  /// Every request, of whatever signal, in the order of their answers.
  public List<RecordedRequest> all() {
    return List.copyOf(recorded);
  }

  /// The requests that carried traces and that the server took, in the order of their answers.
  public List<RecordedRequest> accepted() {
    return recorded.stream().filter(r -> r.carriesTraces() && r.accepted()).toList();
  }

  /// The requests that carried traces and that the server did not take.
  public List<RecordedRequest> refused() {
    return recorded.stream().filter(r -> r.carriesTraces() && !r.accepted()).toList();
  }

  /// What the accepted requests say.
  public List<ExportTraceServiceRequest> decoded() {
    return accepted().stream().map(RecordedRequest::decoded).toList();
  }

  @Override
  public void close() {
    grpc.close();
    http.close();
  }
}
