package dev.vivace.querier.trace;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.trace.TraceSpans;
import java.util.ArrayList;
import java.util.List;

/// What a lookup brought: the spans, and whether they are all there are.
///
/// @param inspectedBytes bytes of columns and pages that were read
/// @param failedBlocks blocks that could not be read
/// @param maxAnswerBytes what the answer may be in any format
record FoundTrace(
    TraceId id, TraceSpans spans, long inspectedBytes, int failedBlocks, long maxAnswerBytes) {

  boolean isComplete() {
    return !spans.isPartial() && failedBlocks == 0;
  }

  /// Why spans are missing; empty if none are.
  String shortfall() {
    List<String> reasons = new ArrayList<>();
    if (spans.isPartial()) {
      reasons.add(
          "Trace exceeds maximum size of %d bytes, a partial trace is returned"
              .formatted(spans.reachedLimitBytes()));
    }
    if (failedBlocks > 0) {
      reasons.add(
          "%d blocks could not be read, so spans may be missing; the log of the querier names them"
              .formatted(failedBlocks));
    }
    return String.join(". ", reasons);
  }

  ProtobufWriter tracesData() {
    ProtobufWriter out = new ProtobufWriter((int) spans.sizeBytes());
    spans.writeTracesData(out);
    return out;
  }
}
