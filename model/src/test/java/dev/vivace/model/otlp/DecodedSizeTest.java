package dev.vivace.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecodedSizeTest {

  private static final int LIMIT = 1 << 20;
  private static final int RESOURCE_SPANS = 1;
  private static final int CHILDREN = 2;
  private static final byte[] SPAN_IDS =
      Span.newBuilder()
          .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
          .setSpanId(ByteString.copyFromUtf8("01234567"))
          .build()
          .toByteArray();

  private final SpanBatch batch = new SpanBatch();
  private final SpanDecoder decoder = new SpanDecoder();

  /// Few bytes that ask for many: each makes about 2 MiB of columns, or of bytes written anew.
  enum Hostile {
    MINIMAL_SPANS,
    REFUSED_SPANS,
    EMPTY_EVENTS,
    EMPTY_LINKS,
    SPAN_ATTRIBUTES,
    EVENT_ATTRIBUTES,
    EMPTY_SCOPES,
    UNKNOWN_FIELDS_BETWEEN_OTHERS,
    BAD_TEXT_IN_SPANS,
    BAD_TEXT_IN_A_RESOURCE;

    byte[] request() {
      ProtobufWriter out = new ProtobufWriter(1 << 16);
      int resource = out.begin(RESOURCE_SPANS);
      switch (this) {
        case BAD_TEXT_IN_A_RESOURCE -> {
          int sender = out.begin(1);
          repeat(400, i -> attribute(out, 1, badText(2000)));
          out.end(sender);
          scope(out, () -> span(out, () -> {}));
        }
        case EMPTY_SCOPES -> repeat(200_000, i -> scope(out, () -> out.end(out.begin(CHILDREN))));
        case MINIMAL_SPANS -> scope(out, () -> repeat(15_000, i -> span(out, () -> {})));
        case REFUSED_SPANS -> scope(out, () -> repeat(600_000, i -> out.end(out.begin(CHILDREN))));
        case EMPTY_EVENTS -> oneSpan(out, () -> repeat(60_000, i -> out.end(out.begin(11))));
        case EMPTY_LINKS -> oneSpan(out, () -> repeat(40_000, i -> out.end(out.begin(13))));
        case SPAN_ATTRIBUTES -> oneSpan(out, () -> repeat(130_000, i -> out.end(out.begin(9))));
        case EVENT_ATTRIBUTES ->
            oneSpan(
                out,
                () -> {
                  int event = out.begin(11);
                  repeat(130_000, i -> out.end(out.begin(3)));
                  out.end(event);
                });
        case UNKNOWN_FIELDS_BETWEEN_OTHERS ->
            oneSpan(
                out,
                () ->
                    repeat(
                        300_000,
                        i -> {
                          out.writeVarintField(17, 1);
                          out.writeVarintField(6, 1);
                        }));
        case BAD_TEXT_IN_SPANS ->
            scope(out, () -> repeat(400, i -> span(out, () -> attribute(out, 9, badText(2000)))));
      }
      out.end(resource);
      return out.toByteArray();
    }

    private static void repeat(int times, IntConsumer action) {
      for (int i = 0; i < times; i++) {
        action.accept(i);
      }
    }

    private static void scope(ProtobufWriter out, Runnable spans) {
      int scope = out.begin(CHILDREN);
      spans.run();
      out.end(scope);
    }

    private static void span(ProtobufWriter out, Runnable fields) {
      int span = out.begin(CHILDREN);
      out.writeRaw(SPAN_IDS, 0, SPAN_IDS.length);
      fields.run();
      out.end(span);
    }

    private static void oneSpan(ProtobufWriter out, Runnable fields) {
      scope(out, () -> span(out, fields));
    }

    private static void attribute(ProtobufWriter out, int field, byte[] text) {
      int attribute = out.begin(field);
      int value = out.begin(2);
      out.writeBytesField(1, text, 0, text.length);
      out.end(value);
      out.end(attribute);
    }

    private static byte[] badText(int size) {
      byte[] text = new byte[size];
      Arrays.fill(text, (byte) 0xFF);
      return text;
    }
  }

  private void decode(byte[] request, long maxDecodedBytes) {
    batch.reset(Arrays.copyOf(request, request.length + 4096), request.length);
    decoder.decode(WireFormat.OTLP_PROTOBUF, batch, 0, maxDecodedBytes);
  }

  @ParameterizedTest
  @EnumSource
  void whatOutgrowsTheLimitIsRefusedNearIt(Hostile hostile) {
    byte[] request = hostile.request();

    assertThatThrownBy(() -> decode(request, LIMIT))
        .isInstanceOf(RequestTooLargeException.class)
        .hasMessageContaining("over 1048576 bytes of memory")
        .hasMessageEndingWith("send smaller batches");
    long written = (long) batch.length() - batch.requestLength();
    assertThat(batch.columnBytes() + written).isLessThan(LIMIT + 400_000L);
    assertThat(batch.columnCapacityBytes()).isLessThan(4L * LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void replayHasNoLimit(Hostile hostile) {
    byte[] request = hostile.request();
    batch.reset(Arrays.copyOf(request, request.length + 4096), request.length);

    decoder.decode(WireFormat.OTLP_PROTOBUF, batch, 0);

    assertThat(batch.sentSpanCount()).isPositive();
  }

  @Test
  void aRequestThatIsRefusedLeavesTheDecoderAsItWas() {
    byte[] spans = Hostile.MINIMAL_SPANS.request();
    assertThatThrownBy(() -> decode(spans, LIMIT)).isInstanceOf(RequestTooLargeException.class);

    decode(spans, 15_000 * 200);

    assertThat(batch.spans().count()).isEqualTo(15_000);
  }

  @Test
  void theLimitCountsWhatJsonIsDecodedToAndNotItsText() {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(
                                Span.newBuilder()
                                    .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
                                    .setSpanId(ByteString.copyFromUtf8("01234567"))
                                    .setName("n".repeat(10_000)))))
            .build();
    byte[] json = JsonRequests.tidy().write(request).getBytes(StandardCharsets.UTF_8);
    batch.reset(json, json.length);

    decoder.decode(WireFormat.OTLP_JSON, batch, 0, 1000);

    assertThat(batch.spans().count()).isOne();
  }
}
