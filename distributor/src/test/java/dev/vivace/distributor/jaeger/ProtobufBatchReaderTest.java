package dev.vivace.distributor.jaeger;

import static dev.vivace.distributor.jaeger.Translated.only;
import static dev.vivace.distributor.jaeger.Translated.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.vivace.distributor.jaeger.ProtobufBatches.SpanWriter;
import dev.vivace.model.error.InvalidRequestException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufBatchReaderTest {

  private static final String TRACE = "0123456789abcdef0123456789abcdef";
  private static final String SPAN = "1111111111111111";

  private static SpanWriter span(String name) {
    return new SpanWriter().id(1, TRACE).id(2, SPAN).text(3, name);
  }

  private static ExportTraceServiceRequest translate(SpanWriter... spans) throws Exception {
    return Translated.protobuf(ProtobufBatches.request("shop", spans));
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Test
  void readsEveryFieldOfASpan() throws Exception {
    Span read =
        only(
            translate(
                span("GET /")
                    .reference(TRACE, "2222222222222222", 0)
                    .reference("ff".repeat(16), "3333333333333333", 1)
                    .number(5, 1)
                    .time(6, 1_700_000_000L, 123_456_789)
                    .time(7, 2, 5)
                    .tag(8, "s", 0, "x")
                    .log(1_700_000_001L, 9, "event", "hello")
                    .text(12, "careful")
                    .text(12, "really")));

    assertThat(hex(read.getTraceId())).isEqualTo(TRACE);
    assertThat(hex(read.getSpanId())).isEqualTo(SPAN);
    assertThat(read.getName()).isEqualTo("GET /");
    assertThat(hex(read.getParentSpanId())).isEqualTo("2222222222222222");
    assertThat(read.getLinksList()).hasSize(1);
    assertThat(hex(read.getLinks(0).getTraceId())).isEqualTo("ff".repeat(16));
    assertThat(shown(read.getLinks(0).getAttributesList()))
        .containsExactly("opentracing.ref_type='follows_from'");
    assertThat(read.getFlags()).isEqualTo(1);
    assertThat(read.getStartTimeUnixNano()).isEqualTo(1_700_000_000_123_456_789L);
    assertThat(read.getEndTimeUnixNano()).isEqualTo(1_700_000_002_123_456_794L);
    assertThat(read.getEvents(0).getTimeUnixNano()).isEqualTo(1_700_000_001_000_000_009L);
    assertThat(read.getEvents(0).getName()).isEqualTo("hello");
    assertThat(shown(read.getAttributesList()))
        .containsExactly("s='x'", "jaeger.internal.warnings=['careful' 'really']");
  }

  @Test
  void typesAreNumberedOtherwiseThanInThrift() throws Exception {
    Span read =
        only(
            translate(
                span("")
                    .tag(8, "s", 0, "x")
                    .tag(8, "b", 1, true)
                    .tag(8, "l", 2, -5L)
                    .tag(8, "d", 3, 1.5)
                    .tag(8, "raw", 4, new byte[] {'y'})
                    .tag(8, "odd", 9, "x")));

    assertThat(shown(read.getAttributesList()))
        .containsExactly(
            "s='x'",
            "b=true",
            "l=-5",
            "d=1.5d",
            "raw=bytes y",
            "odd='<Unknown Jaeger TagType \"9\">'");
  }

  @Test
  void aTraceIdOfEightBytesHasZerosInFront() throws Exception {
    Span read = only(translate(new SpanWriter().id(1, "0123456789abcdef").id(2, SPAN)));

    assertThat(hex(read.getTraceId())).isEqualTo("00000000000000000123456789abcdef");
  }

  @ParameterizedTest(name = "trace id {0}, span id {1}")
  @CsvSource({"0123, 1111111111111111", "'', 1111111111111111", TRACE + ", 11", TRACE + ", ''"})
  void idsOfOtherLengthsAreLeftToTheDecoderToRefuse(String traceId, String spanId)
      throws Exception {
    Span read = only(translate(new SpanWriter().id(1, traceId).id(2, spanId)));

    assertThat(hex(read.getTraceId())).isEqualTo(traceId);
    assertThat(hex(read.getSpanId())).isEqualTo(spanId);
  }

  @Test
  void aReferenceWithAnIdOfAnotherLengthIsALinkWithoutIt() throws Exception {
    Span read = only(translate(span("").reference("0123", "2222222222222222", 0)));

    assertThat(read.getParentSpanId().isEmpty()).isTrue();
    assertThat(read.getLinks(0).getTraceId().isEmpty()).isTrue();
    assertThat(hex(read.getLinks(0).getSpanId())).isEqualTo("2222222222222222");
  }

  @Test
  void aSpansOwnProcessCountsBeforeTheBatchs() throws Exception {
    ExportTraceServiceRequest request =
        translate(span("a"), span("b").process("cart"), span("c"), span("d").process("cart"));

    assertThat(request.getResourceSpansList())
        .extracting(
            resource ->
                shown(resource.getResource().getAttributesList())
                    + " "
                    + resource.getScopeSpans(0).getSpansList().stream().map(Span::getName).toList())
        .containsExactly("[service.name='shop'] [a, c]", "[service.name='cart'] [b, d]");
    assertThat(request.getResourceSpansList())
        .extracting(ResourceSpans::getScopeSpansCount)
        .containsExactly(1, 1);
  }

  @Test
  void aRequestWithoutABatchAndASpanWithoutContentAreNothing() throws Exception {
    assertThat(Translated.protobuf(new byte[0]).getResourceSpansCount()).isZero();
    assertThat(translate(new SpanWriter()).getResourceSpansCount()).isZero();
  }

  @Test
  void everyTruncationIsAClearError() throws Exception {
    byte[] request = ProtobufBatches.request("shop", span("a").tag(8, "s", 0, "x").process("p"));
    for (int length = 1; length < request.length; length++) {
      byte[] cut = Arrays.copyOf(request, length);
      assertThatThrownBy(() -> Translated.protobuf(cut))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith("protobuf, byte ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changedBytesEndInAnswersOrRefusals(boolean allRandom) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ProtobufBatchReaderTest seed " + seed);
    Random random = new Random(seed);
    byte[] valid =
        ProtobufBatches.request(
            "shop",
            span("a").tag(8, "s", 0, "x").log(1, 2, "event", "e").time(6, 3, 4).process("p"),
            span("b").reference(TRACE, SPAN, 0).text(12, "w"));
    for (int round = 0; round < 5000; round++) {
      byte[] changed = valid.clone();
      for (int i = allRandom ? changed.length : 1 + random.nextInt(4); i > 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(Translated.protobufBytes(changed)).hasSizeLessThan(10_000);
      } catch (InvalidRequestException e) {
        assertThat(e).hasMessageContaining("protobuf, byte ");
      }
    }
  }
}
