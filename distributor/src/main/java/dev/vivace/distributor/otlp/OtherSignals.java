package dev.vivace.distributor.otlp;

import dev.vivace.distributor.grpc.WireBytes;
import dev.vivace.distributor.ingest.IngestOutcome.Stored;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Metrics and logs, which auto-instrumentation sends to the same place as spans. They are unknown
/// here, unless `accept_and_drop_other_signals` wants them answered with success, counted and
/// dropped.
public final class OtherSignals {

  private static final Map<String, String> SERVICES =
      Map.of(
          "metrics", "opentelemetry.proto.collector.metrics.v1.MetricsService",
          "logs", "opentelemetry.proto.collector.logs.v1.LogsService");

  private final boolean acceptAndDrop;
  private final Map<String, Counter> dropped = new TreeMap<>();

  public OtherSignals(boolean acceptAndDrop, MeterRegistry registry) {
    this.acceptAndDrop = acceptAndDrop;
    for (String signal : SERVICES.keySet()) {
      dropped.put(
          signal,
          Counter.builder("vivace_receiver_dropped_requests")
              .description("Requests of signals other than traces, answered and dropped")
              .tag("signal", signal)
              .register(registry));
    }
  }

  /// The gRPC services to answer.
  List<String> grpcServices() {
    return acceptAndDrop ? List.copyOf(SERVICES.values()) : List.of();
  }

  /// Whether requests to this HTTP path, such as `/v1/metrics`, are answered.
  boolean accepts(String path) {
    return acceptAndDrop && SERVICES.containsKey(signalOf(path));
  }

  /// Counts a request to an accepted path.
  void drop(String path) {
    count(signalOf(path));
  }

  private static String signalOf(String path) {
    return path.startsWith("/v1/") ? path.substring("/v1/".length()) : "";
  }

  private void count(String signal) {
    Counter counter = dropped.get(signal);
    if (counter != null) {
      counter.increment();
    }
  }

  /// Answers a call when its message has come, without reading it.
  ServerCall.Listener<InputStream> startDropping(ServerCall<InputStream, byte[]> call) {
    WireBytes wireBytes = WireBytes.current();
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(InputStream message) {
        try (message) {
          wireBytes.release();
        } catch (IOException e) {
          throw new IllegalStateException("closing a message in memory failed", e);
        }
      }

      @Override
      public void onHalfClose() {
        String service = call.getMethodDescriptor().getServiceName();
        SERVICES.forEach(
            (signal, name) -> {
              if (name.equals(service)) {
                count(signal);
              }
            });
        call.sendHeaders(new Metadata());
        call.sendMessage(ExportResponse.protobuf(new Stored()));
        call.close(Status.OK, new Metadata());
      }
    };
  }
}
