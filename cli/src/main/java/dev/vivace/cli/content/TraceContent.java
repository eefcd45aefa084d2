package dev.vivace.cli.content;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/// All of one trace: who sends it, and what its requests say.
///
/// @param key the value of [ContentKeys#TRACE] on each of its spans, and on no other trace's
/// @param url the value of [ContentKeys#URL] on its first span, and on no other
/// @param group the value of [ContentKeys#GROUP] on its spans
/// @param main the request of the main part, and of its repeat
/// @param late the request of the late part; without spans if there is none
public record TraceContent(
    long n,
    String tenant,
    ByteString traceId,
    Plan plan,
    String key,
    String url,
    String group,
    ExportTraceServiceRequest main,
    ExportTraceServiceRequest late) {

  /// The request of a part.
  public ExportTraceServiceRequest request(Part part) {
    return part == Part.LATE ? late : main;
  }

  /// The trace id as the API takes it.
  public String hexId() {
    return HexFormat.of().formatHex(traceId.toByteArray());
  }

  /// The service of its first span.
  public String firstService() {
    return SpanMaker.FIRST_SERVICE;
  }

  /// When its first span starts, late part included.
  public long startNanos() {
    long[] first = {Long.MAX_VALUE};
    starts(main, nanos -> first[0] = Math.min(first[0], nanos));
    starts(late, nanos -> first[0] = Math.min(first[0], nanos));
    return first[0];
  }

  /// When its last span ends, late part included.
  public long endNanos() {
    long last = Long.MIN_VALUE;
    for (ExportTraceServiceRequest request : List.of(main, late)) {
      for (ResourceSpans envelope : request.getResourceSpansList()) {
        for (ScopeSpans scope : envelope.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            last = Math.max(last, span.getEndTimeUnixNano());
          }
        }
      }
    }
    return last;
  }

  /// Visits the start of each span of a request.
  public static void starts(ExportTraceServiceRequest request, LongConsumer visitor) {
    for (ResourceSpans envelope : request.getResourceSpansList()) {
      for (ScopeSpans scope : envelope.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          visitor.accept(span.getStartTimeUnixNano());
        }
      }
    }
  }
}
