package dev.vivace.querier.trace;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.OtlpJsonWriter;
import dev.vivace.transport.http.HttpResponse;
import java.util.Map;

/// The first version's answer: the bare trace. It has no place to say that spans are missing, so
/// what is incomplete is an error.
final class TraceAnswerV1 {

  private TraceAnswerV1() {}

  static HttpResponse of(FoundTrace trace, AnswerFormat format) {
    if (trace.failedBlocks() > 0) {
      return HttpResponse.text(500, incomplete(trace));
    }
    if (trace.spans().isPartial()) {
      return HttpResponse.text(422, tooLarge(trace));
    }
    if (trace.spans().isEmpty()) {
      return HttpResponse.empty(404);
    }
    return format == AnswerFormat.PROTOBUF ? protobuf(trace) : json(trace, format);
  }

  private static HttpResponse protobuf(FoundTrace trace) {
    ProtobufWriter out = trace.tracesData();
    return response(AnswerFormat.PROTOBUF, out.bytes(), out.length());
  }

  // As the reference does: for the LLM format the body is the normal one and the type says LLM.
  private static HttpResponse json(FoundTrace trace, AnswerFormat format) {
    ProtobufWriter data = trace.tracesData();
    JsonBytes out = new JsonBytes(data.length(), trace.maxAnswerBytes());
    new OtlpJsonWriter(out).batches(data.bytes(), 0, data.length());
    return response(format, out.bytes(), out.length());
  }

  private static HttpResponse response(AnswerFormat format, byte[] bytes, int length) {
    return new HttpResponse(200, Map.of("content-type", format.contentType()), bytes, length);
  }

  private static String incomplete(FoundTrace trace) {
    return "trace %s: %s. /api/v2/traces/%s answers with what there is"
        .formatted(trace.id(), trace.shortfall(), trace.id());
  }

  private static String tooLarge(FoundTrace trace) {
    return "trace %s exceeds maximum size of %d bytes (max_bytes_per_trace). Raise it, or ask "
            .formatted(trace.id(), trace.spans().reachedLimitBytes())
        + "/api/v2/traces/%s for a part".formatted(trace.id());
  }
}
