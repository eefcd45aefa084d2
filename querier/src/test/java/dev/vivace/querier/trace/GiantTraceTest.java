package dev.vivace.querier.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.id.TraceId;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.storage.trace.TraceSpans;
import dev.vivace.transport.http.HttpResponse;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GiantTraceTest {

  private static final int SPANS = 300_000;
  private static final TraceId ID = new TraceId(1, 2);

  @ParameterizedTest
  @EnumSource
  @Timeout(30)
  void threeHundredThousandSpansAreAnsweredInEveryFormat(AnswerFormat format) {
    FoundTrace trace = new FoundTrace(ID, chain(), 0, 0, 256L << 20);

    HttpResponse response = TraceVersion.V2.answer(trace, format);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.length()).isBetween(20_000_000, 100_000_000);
  }

  @Test
  @Timeout(30)
  void answeringTakesAFewArraysAndNoObjectASpan() {
    FoundTrace trace = new FoundTrace(ID, chain(), 0, 0, 256L << 20);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    HttpResponse response = TraceVersion.V2.answer(trace, AnswerFormat.JSON);

    // The trace in protobuf, and the JSON in arrays of doubling size.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(5L * response.length());
  }

  /// Each span the child of the one before it, handed over youngest first.
  private static TraceSpans chain() {
    TraceSpans spans = new TraceSpans(0, 128L << 20);
    byte[] envelope = {0x0A, 0x00};
    int resource = spans.resource(envelope, 0, envelope.length);
    int scope = spans.scope(envelope, 0, envelope.length);
    byte[] name = "GET /cart".getBytes(StandardCharsets.UTF_8);
    ProtobufWriter span = new ProtobufWriter(128);
    for (int i = SPANS; i > 0; i--) {
      span.clear();
      span.writeId16Field(1, ID.high(), ID.low());
      span.writeId8Field(2, i);
      span.writeId8Field(4, i - 1);
      span.writeBytesField(5, name, 0, name.length);
      span.writeVarintField(6, 2);
      span.writeFixed64Field(7, i);
      span.writeFixed64Field(8, i + 1000);
      span.end(span.begin(15));
      spans.span(resource, scope, i, 2, i, span.bytes(), 0, span.length());
    }
    assertThat(spans.spanCount()).isEqualTo(SPANS);
    return spans;
  }
}
