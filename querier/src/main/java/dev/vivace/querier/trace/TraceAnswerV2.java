package dev.vivace.querier.trace;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.OtlpJsonWriter;
import dev.vivace.transport.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The second version's answer: the trace, what it took, and whether it is whole. Always 200, also
/// for a trace that nobody knows: then `trace` is present and empty.
final class TraceAnswerV2 {

  private static final int TRACE = 1;
  private static final int METRICS = 2;
  private static final int INSPECTED_BYTES = 1;
  private static final int STATUS = 3;
  private static final int PARTIAL = 1;
  private static final int MESSAGE = 4;
  private static final int ENVELOPE_BYTES = 1024;

  private TraceAnswerV2() {}

  static HttpResponse of(FoundTrace trace, AnswerFormat format) {
    return switch (format) {
      case PROTOBUF -> protobuf(trace);
      case JSON, LLM -> json(trace, format);
    };
  }

  private static HttpResponse protobuf(FoundTrace trace) {
    ProtobufWriter out = new ProtobufWriter((int) trace.spans().sizeBytes() + ENVELOPE_BYTES);
    int start = out.begin(TRACE);
    trace.spans().writeTracesData(out);
    out.end(start);
    start = out.begin(METRICS);
    if (trace.inspectedBytes() != 0) {
      out.writeVarintField(INSPECTED_BYTES, trace.inspectedBytes());
    }
    out.end(start);
    if (!trace.isComplete()) {
      out.writeVarintField(STATUS, PARTIAL);
      byte[] message = trace.shortfall().getBytes(StandardCharsets.UTF_8);
      out.writeBytesField(MESSAGE, message, 0, message.length);
    }
    return response(AnswerFormat.PROTOBUF, out.bytes(), out.length());
  }

  private static HttpResponse json(FoundTrace trace, AnswerFormat format) {
    ProtobufWriter data = trace.tracesData();
    JsonBytes out = new JsonBytes(data.length() + ENVELOPE_BYTES, trace.maxAnswerBytes());
    out.raw("{\"trace\":");
    if (format == AnswerFormat.LLM) {
      new LlmTraceWriter(out).trace(trace.id(), data.bytes(), data.length());
    } else {
      new OtlpJsonWriter(out).tracesData(data.bytes(), 0, data.length());
    }
    out.raw(",\"metrics\":");
    inspectedBytes(trace.inspectedBytes(), format, out);
    if (!trace.isComplete()) {
      out.raw(",\"status\":\"PARTIAL\",\"message\":").string(trace.shortfall());
    }
    out.raw('}');
    return response(format, out.bytes(), out.length());
  }

  /// The LLM format writes 64-bit integers as numbers, the other as strings.
  private static void inspectedBytes(long bytes, AnswerFormat format, JsonBytes out) {
    if (bytes == 0) {
      out.raw("{}");
      return;
    }
    out.raw("{\"inspectedBytes\":");
    if (format == AnswerFormat.LLM) {
      out.number(bytes);
    } else {
      out.longString(bytes);
    }
    out.raw('}');
  }

  private static HttpResponse response(AnswerFormat format, byte[] bytes, int length) {
    return new HttpResponse(200, Map.of("content-type", format.contentType()), bytes, length);
  }
}
