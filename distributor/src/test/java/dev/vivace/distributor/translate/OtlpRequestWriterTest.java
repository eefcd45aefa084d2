package dev.vivace.distributor.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.vivace.model.error.RequestTooLargeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OtlpRequestWriterTest {

  private static final int MAX_BYTES = 1 << 20;

  private final OtlpRequestWriter writer = new OtlpRequestWriter(MAX_BYTES, _ -> {});

  @Test
  void everyFieldOfASpanIsWritten() throws Exception {
    writer.beginResource();
    writer.stringAttribute("service.name", "shop");
    writer.beginScope(Text.of("lib"), Text.of("1.2"));
    writer.boolAttribute(Text.of("scoped"), true);
    writer.beginSpan(1, 2, 3);
    writer.traceState(Text.of("a=b"));
    writer.parentId(4);
    writer.name(Text.of("GET /"));
    writer.kind(2);
    writer.times(10, 20);
    writer.intAttribute(Text.of("int"), -5);
    writer.doubleAttribute(Text.of("double"), 1.5);
    writer.bytesAttribute(Text.of("bytes"), Text.of("raw"));
    writer.stringsAttribute(Text.of("strings"), List.of(Text.of("x"), Text.of("")));
    writer.droppedCounts(1, 2, 3);
    writer.beginEvent(15, Text.of("event"));
    writer.stringAttribute("k", "");
    writer.droppedEventAttributes(4);
    writer.endEvent();
    writer.beginLink(5, 6, 7, Text.of("c=d"));
    writer.boolAttribute(Text.of("no"), false);
    writer.droppedLinkAttributes(5);
    writer.endLink();
    writer.status(2, Text.of("boom"));
    writer.flags(257);
    writer.endSpan();

    ResourceSpans resource = finish().getResourceSpans(0);
    assertThat(resource.getResource().getAttributesList())
        .containsExactly(attribute("service.name", string("shop")));
    ScopeSpans scope = resource.getScopeSpans(0);
    assertThat(scope.getScope().getName()).isEqualTo("lib");
    assertThat(scope.getScope().getVersion()).isEqualTo("1.2");
    assertThat(scope.getScope().getAttributesList())
        .containsExactly(attribute("scoped", AnyValue.newBuilder().setBoolValue(true)));
    assertThat(scope.getSpansList()).containsExactly(everyField());
  }

  private static Span everyField() {
    AnyValue.Builder strings = AnyValue.newBuilder();
    strings.getArrayValueBuilder().addValues(string("x")).addValues(string(""));
    return Span.newBuilder()
        .setTraceId(id16(1, 2))
        .setSpanId(id8(3))
        .setTraceState("a=b")
        .setParentSpanId(id8(4))
        .setName("GET /")
        .setKindValue(2)
        .setStartTimeUnixNano(10)
        .setEndTimeUnixNano(20)
        .addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-5)))
        .addAttributes(attribute("double", AnyValue.newBuilder().setDoubleValue(1.5)))
        .addAttributes(
            attribute("bytes", AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8("raw"))))
        .addAttributes(attribute("strings", strings))
        .setDroppedAttributesCount(1)
        .setDroppedEventsCount(2)
        .setDroppedLinksCount(3)
        .addEvents(
            Span.Event.newBuilder()
                .setTimeUnixNano(15)
                .setName("event")
                .addAttributes(attribute("k", string("")))
                .setDroppedAttributesCount(4))
        .addLinks(
            Span.Link.newBuilder()
                .setTraceId(id16(5, 6))
                .setSpanId(id8(7))
                .setTraceState("c=d")
                .addAttributes(attribute("no", AnyValue.newBuilder().setBoolValue(false)))
                .setDroppedAttributesCount(5))
        .setStatus(Status.newBuilder().setCodeValue(2).setMessage("boom"))
        .setFlags(257)
        .build();
  }

  @Test
  void idsOfAnyLengthAreWrittenAsTheyAre() throws Exception {
    writer.beginResource();
    writer.beginScope(Text.EMPTY, Text.EMPTY);
    writer.beginSpan(Text.of("short"), Text.EMPTY);
    writer.beginLink(Text.EMPTY, Text.of("abc"), Text.EMPTY);
    writer.endLink();
    writer.endSpan();

    Span span = finish().getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getTraceId()).isEqualTo(ByteString.copyFromUtf8("short"));
    assertThat(span.getSpanId()).isEqualTo(ByteString.EMPTY);
    assertThat(span.getLinks(0).getSpanId()).isEqualTo(ByteString.copyFromUtf8("abc"));
  }

  @Test
  void whatHasNoSpansIsLeftOut() throws Exception {
    writer.beginResource();
    writer.stringAttribute("service.name", "idle");
    writer.beginScope(Text.of("unused"), Text.EMPTY);
    writer.beginResource();

    assertThat(writer.finish()).isEmpty();
  }

  @Test
  void spansAreGroupedByResourceAndScopeInWhateverOrderTheyCome() throws Exception {
    long seed = System.nanoTime();
    System.out.println("OtlpRequestWriterTest seed " + seed);
    Random random = new Random(seed);
    Map<String, List<Long>> expected = new TreeMap<>();
    for (long id = 1; id <= 2000; id++) {
      String service = "service-" + random.nextInt(40);
      String scope = "scope-" + random.nextInt(12);
      expected.computeIfAbsent(service + "/" + scope, _ -> new ArrayList<>()).add(id);
      writer.beginResource();
      writer.stringAttribute("service.name", service);
      writer.beginScope(Text.of(scope), Text.EMPTY);
      writer.beginSpan(1, 1, id);
      writer.name(Text.of("x".repeat(random.nextInt(300))));
      writer.endSpan();
    }

    Map<String, List<Long>> actual = new TreeMap<>();
    ExportTraceServiceRequest request = finish();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      String service = resource.getResource().getAttributes(0).getValue().getStringValue();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        List<Long> before =
            actual.put(
                service + "/" + scope.getScope().getName(),
                scope.getSpansList().stream()
                    .map(span -> span.getSpanId().asReadOnlyByteBuffer().getLong())
                    .collect(Collectors.toList()));
        assertThat(before).isNull();
      }
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(request.getResourceSpansCount()).isLessThanOrEqualTo(40);
  }

  @Test
  void aRequestOverItsLimitIsRefusedBeforeItIsHeld() {
    OtlpRequestWriter small = new OtlpRequestWriter(10_000, _ -> {});
    small.beginResource();
    small.beginScope(Text.EMPTY, Text.EMPTY);

    assertThatThrownBy(
            () -> {
              for (long id = 1; id <= 1000; id++) {
                small.beginSpan(1, 1, id);
                small.endSpan();
              }
            })
        .isInstanceOf(RequestTooLargeException.class)
        .hasMessageContaining("10000 bytes");
    assertThat(small.neededBytes()).isLessThan(100_000);
  }

  @Test
  void memoryIsAskedForWhileTheRequestGrows() throws Exception {
    List<Long> held = new ArrayList<>();
    OtlpRequestWriter growing = new OtlpRequestWriter(MAX_BYTES, held::add);
    growing.beginResource();
    growing.beginScope(Text.EMPTY, Text.EMPTY);
    for (long id = 1; id <= 5000; id++) {
      growing.beginSpan(1, 1, id);
      growing.endSpan();
      assertThat(held.getLast()).isGreaterThanOrEqualTo(growing.neededBytes());
    }

    assertThat(held).isSorted().hasSizeBetween(2, 50);
    assertThat(held.getLast()).isGreaterThan(2L * growing.finish().length);
  }

  @Test
  void aSpanWithoutAScopeIsAMistake() {
    writer.beginResource();

    assertThatThrownBy(() -> writer.beginSpan(1, 2, 3)).isInstanceOf(IllegalStateException.class);
  }

  private ExportTraceServiceRequest finish() throws Exception {
    return ExportTraceServiceRequest.parseFrom(writer.finish());
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue.Builder string(String value) {
    return AnyValue.newBuilder().setStringValue(value);
  }

  private static ByteString id8(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, id));
  }

  private static ByteString id16(long high, long low) {
    return id8(high).concat(id8(low));
  }
}
