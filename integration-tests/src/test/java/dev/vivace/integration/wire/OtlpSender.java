package dev.vivace.integration.wire;

/// Sends export requests one at a time, over whichever transport; safe for use by several threads.
public interface OtlpSender extends AutoCloseable {

  /// Sends the bytes of a protobuf `ExportTraceServiceRequest` and waits for the answer.
  Answer send(byte[] request);

  @Override
  void close();

  /// An answer: `code` is the gRPC code or HTTP status, for messages of tests.
  record Answer(Outcome outcome, String code, String message) {}
}
