package dev.vivace.distributor.otlp;

import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.distributor.ingest.IngestOutcome.PartlyStored;
import dev.vivace.distributor.ingest.IngestOutcome.Stored;
import dev.vivace.distributor.ingest.RpcStatus;
import dev.vivace.model.bytes.ProtobufWriter;
import java.nio.charset.StandardCharsets;

/// What OTLP answers to an export that did not fail, in both encodings.
///
/// ```text
///   ExportTraceServiceResponse = 1 partial_success { 1 rejected_spans, 2 error_message }
/// ```
final class ExportResponse {

  private static final int INITIAL_BYTES = 128;

  private ExportResponse() {}

  /// The response to an export that succeeded, wholly (no bytes at all) or partly.
  static byte[] protobuf(IngestOutcome outcome) {
    return switch (outcome) {
      case PartlyStored(long refusedSpans, String message) -> {
        ProtobufWriter writer = new ProtobufWriter(INITIAL_BYTES);
        int partial = writer.begin(1);
        writer.writeVarintField(1, refusedSpans);
        byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
        writer.writeBytesField(2, utf8, 0, utf8.length);
        writer.end(partial);
        yield writer.toByteArray();
      }
      case Stored _, Failed _ -> new byte[0];
    };
  }

  static String json(IngestOutcome outcome) {
    return switch (outcome) {
      case PartlyStored(long refusedSpans, String message) ->
          "{\"partialSuccess\":{\"rejectedSpans\":\"%d\",\"errorMessage\":%s}}"
              .formatted(refusedSpans, RpcStatus.quote(message));
      case Stored _, Failed _ -> "{}";
    };
  }
}
