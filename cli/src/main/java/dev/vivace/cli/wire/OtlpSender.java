package dev.vivace.cli.wire;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/// Sends requests over one transport and waits for the answer; safe for use by several threads.
public interface OtlpSender extends AutoCloseable {

  /// Sends a request for a tenant, `""` for none.
  Answer send(ExportTraceServiceRequest request, String tenant);

  @Override
  void close();

  /// What a success says.
  static Answer taken(ExportTraceServiceResponse response) {
    long refused = response.getPartialSuccess().getRejectedSpans();
    return refused == 0
        ? new Answer.Taken()
        : new Answer.TakenInPart(refused, response.getPartialSuccess().getErrorMessage());
  }
}
