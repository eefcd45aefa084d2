package dev.vivace.ingester;

import com.google.protobuf.ByteString;
import dev.vivace.model.id.TraceId;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;

/// Traces for sampling, whose content follows from their number: how many spans they have, and
/// which of these is of interest to which policy.
final class SampledSpans {

  static final int MAX_SPANS = 4;
  static final long SLOW_NANOS = 2_000_000_000;
  private static final long MILLI = 1_000_000;
  private static final long BEGIN = 1_767_225_600_000_000_000L;

  private SampledSpans() {}

  static int spanCount(long trace) {
    return 1 + (int) (trace % MAX_SPANS);
  }

  static boolean isHealthCheck(long trace, int span) {
    return trace % 6 == 0 && span == 0;
  }

  static boolean isError(long trace, int span) {
    return trace % 5 == 0 && span == spanCount(trace) - 1;
  }

  static boolean isVip(long trace, int span) {
    return trace % 7 == 0 && span == 0;
  }

  static boolean hasCode500(long trace, int span) {
    return trace % 11 == 0 && span == 1;
  }

  static long startNanos(int span) {
    return BEGIN + span * MILLI;
  }

  static long endNanos(long trace, int span) {
    return startNanos(span) + (trace % 13 == 0 && span == 2 ? SLOW_NANOS : MILLI);
  }

  /// Spread, since hashes of ids that differ in a few bits are alike.
  static TraceId id(long trace) {
    return new TraceId(trace * 0x9E3779B97F4A7C15L, trace);
  }

  static long spanId(long trace, int span) {
    return trace * MAX_SPANS + span + 1;
  }

  static Span.Builder span(long trace, int span) {
    Span.Builder built =
        Span.newBuilder()
            .setTraceId(bytes(id(trace).high(), id(trace).low()))
            .setSpanId(bytes(spanId(trace, span)))
            .setName("operation")
            .setStartTimeUnixNano(startNanos(span))
            .setEndTimeUnixNano(endNanos(trace, span));
    if (isHealthCheck(trace, span)) {
      built.addAttributes(TestSpans.text("http.route", "/health/live"));
    }
    if (isError(trace, span)) {
      built.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    if (isVip(trace, span)) {
      built.addAttributes(value("vip", AnyValue.newBuilder().setBoolValue(true)));
    }
    if (hasCode500(trace, span)) {
      built.addAttributes(value("code", AnyValue.newBuilder().setIntValue(500)));
    }
    return built;
  }

  private static KeyValue value(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteString bytes(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    for (long part : parts) {
      bytes.putLong(part);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
