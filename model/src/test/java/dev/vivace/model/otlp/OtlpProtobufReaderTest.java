package dev.vivace.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.span.DecodeCounts.Kind;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.ValueType;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpProtobufReaderTest {

  private final SpanBatch batch = new SpanBatch();
  private final OtlpProtobufReader reader = new OtlpProtobufReader();

  @Test
  void anEmptyRequestIsARequestWithoutSpans() {
    read(new byte[0]);

    assertThat(batch.sentSpanCount()).isZero();
  }

  @Test
  void emptyEnvelopesLeaveNothing() {
    read(
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("x"))
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder())));

    assertThat(batch.resources().count()).isZero();
    assertThat(batch.scopes().count()).isZero();
    assertThat(batch.length()).isEqualTo(batch.requestLength());
  }

  @Test
  void equalSendersGiveEqualBytesWhateverTheOrderOfTheirFields() {
    byte[] resource = Resource.newBuilder().addAttributes(text("a", "b")).build().toByteArray();
    byte[] scope = ScopeSpans.newBuilder().addSpans(SentSpan.span("a")).build().toByteArray();
    byte[] url = "https://opentelemetry.io/schemas/1.30.0".getBytes(StandardCharsets.UTF_8);
    ProtobufWriter request = new ProtobufWriter(16);
    int inOrder = request.begin(1);
    request.writeBytesField(1, resource, 0, resource.length);
    request.writeBytesField(2, scope, 0, scope.length);
    request.writeBytesField(3, url, 0, url.length);
    request.end(inOrder);
    int backToFront = request.begin(1);
    request.writeBytesField(3, url, 0, url.length);
    request.writeBytesField(2, scope, 0, scope.length);
    request.writeBytesField(1, resource, 0, resource.length);
    request.end(backToFront);

    read(request.toByteArray());

    assertThat(batch.spans().count()).isEqualTo(2);
    assertThat(SentSpan.resourceBytes(batch, 0)).isEqualTo(SentSpan.resourceBytes(batch, 1));
    assertThat(SentSpan.of(batch).getFirst().resource().getSchemaUrl()).startsWith("https");
  }

  @Test
  void aSpanWithABadTraceIdIsRefusedAlone() {
    read(
        SentSpan.request(
            Resource.getDefaultInstance(),
            SentSpan.span("first").build(),
            SentSpan.span("bad").setTraceId(ByteString.copyFromUtf8("01234567")).build(),
            SentSpan.span("last").build())
            .toBuilder());

    assertThat(batch.spans().count()).isEqualTo(2);
    assertThat(batch.spans().ordinal(1)).isEqualTo(2);
    assertThat(batch.refusedOrdinals()).containsExactly(1);
    assertThat(batch.refusedCount(Refusal.INVALID_TRACE_ID)).isEqualTo(1);
    assertThat(batch.firstRefusal())
        .isEqualTo(
            "span 2 of the request, 'bad': its trace id has 8 bytes (expected: 16 bytes, in JSON 32"
                + " hex digits)");
  }

  @Test
  void aRefusedSpanLeavesNothingInTheColumns() {
    Span bad =
        SentSpan.span("bad")
            .setSpanId(ByteString.copyFrom(new byte[8]))
            .addAttributes(text("k", "v"))
            .addEvents(Span.Event.newBuilder().addAttributes(text("k", "v")))
            .addLinks(Span.Link.newBuilder().addAttributes(text("k", "v")))
            .build();

    read(SentSpan.request(bad).toBuilder());

    assertThat(batch.firstRefusal()).endsWith("its span id is all zeros");
    assertThat(batch.refusedCount(Refusal.INVALID_SPAN_ID)).isEqualTo(1);
    assertThat(batch.spans().count()).isZero();
    assertThat(batch.spanAttributes().count()).isZero();
    assertThat(batch.events().count()).isZero();
    assertThat(batch.eventAttributes().count()).isZero();
    assertThat(batch.links().count()).isZero();
    assertThat(batch.linkAttributes().count()).isZero();
  }

  @Test
  void aParentIdOfAWrongLengthBecomesNoneAndIsCounted() {
    read(
        SentSpan.request(SentSpan.span("a").setParentSpanId(ByteString.copyFromUtf8("abc")).build())
            .toBuilder());

    assertThat(batch.spans().parentId(0)).isZero();
    assertThat(batch.counts().get(Kind.INVALID_PARENT_ID)).isEqualTo(1);
  }

  @Test
  void linkIdsOfAWrongLengthBecomeNoneAndZerosAreKept() {
    Span span =
        SentSpan.span("a")
            .addLinks(Span.Link.newBuilder().setTraceId(ByteString.copyFromUtf8("abc")))
            .addLinks(Span.Link.newBuilder().setTraceId(ByteString.copyFrom(new byte[16])))
            .build();

    read(SentSpan.request(span).toBuilder());

    assertThat(batch.links().hasIds(0)).isZero();
    assertThat(batch.links().hasIds(1)).isEqualTo(1);
    assertThat(batch.counts().get(Kind.INVALID_LINK_ID)).isEqualTo(1);
  }

  @Test
  void valuesAreClassifiedOnce() {
    AnyValue one = AnyValue.newBuilder().setIntValue(1).build();
    AnyValue text = AnyValue.newBuilder().setStringValue("x").build();
    assertThat(typeOf(text)).isEqualTo(ValueType.STRING);
    assertThat(typeOf(one)).isEqualTo(ValueType.INT);
    assertThat(typeOf(AnyValue.newBuilder().setDoubleValue(1).build())).isEqualTo(ValueType.DOUBLE);
    assertThat(typeOf(AnyValue.newBuilder().setBoolValue(false).build())).isEqualTo(ValueType.BOOL);
    assertThat(typeOf(array(text, text))).isEqualTo(ValueType.STRING_ARRAY);
    assertThat(typeOf(array(one))).isEqualTo(ValueType.INT_ARRAY);
    assertThat(typeOf(array(AnyValue.newBuilder().setDoubleValue(1).build())))
        .isEqualTo(ValueType.DOUBLE_ARRAY);
    assertThat(typeOf(array(AnyValue.newBuilder().setBoolValue(true).build())))
        .isEqualTo(ValueType.BOOL_ARRAY);
  }

  @Test
  void everythingElseIsOpaque() {
    AnyValue one = AnyValue.newBuilder().setIntValue(1).build();
    AnyValue text = AnyValue.newBuilder().setStringValue("x").build();
    AnyValue unset = AnyValue.getDefaultInstance();
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    assertThat(typeOf(unset)).isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(array())).isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(array(one, text))).isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(array(one, unset))).isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(array(array(one)))).isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(one.toBuilder().setUnknownFields(unknown).build()))
        .isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(array(one.toBuilder().setUnknownFields(unknown).build())))
        .isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(AnyValue.newBuilder().setBytesValue(ByteString.EMPTY).build()))
        .isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(AnyValue.newBuilder().setKvlistValue(KeyValueList.newBuilder()).build()))
        .isEqualTo(ValueType.OPAQUE);
  }

  @Test
  void stringIndexesAreKeptAsTheyAreAndCounted() {
    Span span =
        SentSpan.span("a")
            .addAttributes(KeyValue.newBuilder().setKeyStrindex(4))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("k")
                    .setValue(AnyValue.newBuilder().setStringValueStrindex(5)))
            .build();

    read(SentSpan.request(span).toBuilder());

    assertThat(batch.counts().get(Kind.UNKNOWN_STRING_INDEX)).isEqualTo(2);
    assertThat(batch.spanAttributes().type(0)).isEqualTo(ValueType.OPAQUE.code());
    assertThat(SentSpan.of(batch).getFirst().span().getAttributesList())
        .isEqualTo(span.getAttributesList());
  }

  @Test
  void ofAOneofTheLastMemberWins() {
    byte[] value =
        concat(
            AnyValue.newBuilder().setStringValue("x").build().toByteArray(),
            AnyValue.newBuilder().setIntValue(7).build().toByteArray());
    ProtobufWriter attribute = new ProtobufWriter(16);
    attribute.writeBytesField(1, new byte[] {'k'}, 0, 1);
    attribute.writeBytesField(2, value, 0, value.length);

    read(requestWithAttribute(attribute.toByteArray()));

    assertThat(batch.spanAttributes().type(0)).isEqualTo(ValueType.INT.code());
    assertThat(batch.spanAttributes().value(0)).isEqualTo(7);
  }

  @Test
  void anArrayInTwoPiecesIsOneArray() throws Exception {
    ProtobufWriter attribute = new ProtobufWriter(16);
    for (int i = 0; i < 2; i++) {
      byte[] value = array(AnyValue.newBuilder().setIntValue(i).build()).toByteArray();
      attribute.writeBytesField(2, value, 0, value.length);
    }
    attribute.writeBytesField(1, new byte[] {'k'}, 0, 1);

    read(requestWithAttribute(attribute.toByteArray()));

    assertThat(batch.spanAttributes().type(0)).isEqualTo(ValueType.INT_ARRAY.code());
    assertThat(SentSpan.of(batch).getFirst().span().getAttributes(0))
        .isEqualTo(KeyValue.parseFrom(attribute.toByteArray()));
  }

  @Test
  void unknownFieldsThatLieApartAreJoined() {
    ProtobufWriter span = new ProtobufWriter(16);
    span.writeVarintField(50, 1);
    span.writeRaw(
        SentSpan.span("a").build().toByteArray(),
        0,
        SentSpan.span("a").build().getSerializedSize());
    span.writeVarintField(51, 2);

    read(requestWithSpan(span.toByteArray()));

    UnknownFieldSet unknown = SentSpan.of(batch).getFirst().span().getUnknownFields();
    assertThat(unknown.asMap().keySet()).containsExactlyInAnyOrder(50, 51);
  }

  @Test
  void spansUnderTheOldFieldAreReadIfThereAreNoScopeSpans() {
    byte[] old = ScopeSpans.newBuilder().addSpans(SentSpan.span("old")).build().toByteArray();
    ProtobufWriter resourceSpans = new ProtobufWriter(16);
    resourceSpans.writeBytesField(1000, old, 0, old.length);
    ProtobufWriter request = new ProtobufWriter(16);
    request.writeBytesField(1, resourceSpans.bytes(), 0, resourceSpans.length());

    read(request.toByteArray());

    assertThat(SentSpan.of(batch)).hasSize(1);
    assertThat(SentSpan.of(batch).getFirst().resource().getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void theOldFieldBesideScopeSpansIsAnUnknownField() {
    byte[] old = ScopeSpans.newBuilder().addSpans(SentSpan.span("old")).build().toByteArray();
    ProtobufWriter resourceSpans = new ProtobufWriter(16);
    resourceSpans.writeBytesField(1000, old, 0, old.length);
    byte[] scope = ScopeSpans.newBuilder().addSpans(SentSpan.span("new")).build().toByteArray();
    resourceSpans.writeBytesField(2, scope, 0, scope.length);
    ProtobufWriter request = new ProtobufWriter(16);
    request.writeBytesField(1, resourceSpans.bytes(), 0, resourceSpans.length());

    read(request.toByteArray());

    assertThat(SentSpan.of(batch)).hasSize(1);
    assertThat(SentSpan.of(batch).getFirst().span().getName()).isEqualTo("new");
    assertThat(SentSpan.of(batch).getFirst().resource().getUnknownFields().hasField(1000)).isTrue();
  }

  @Test
  void badUtf8IsReplacedWhereverItStandsAndCounted() {
    byte[] sent = replace(everywhere("a@@b").toByteArray(), '@', (byte) 0xFF);

    read(sent);

    assertThat(SentSpan.of(batch)).isEqualTo(SentSpan.storable(everywhere("a\uFFFD\uFFFDb")));
    assertThat(batch.counts().get(Kind.REPAIRED_UTF8)).isEqualTo(24);
    assertThat(batch.counts().get(Kind.TRUNCATED_SPAN)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"3, aé", "2, a", "4, aéa", "5, aéa", "6, aéaé", "1, a"})
  void attributesAreCutToTheLimitButNotWithinACharacter(int limit, String kept) {
    read(SentSpan.request(attributeSpan("aéaé")).toByteArray(), limit);

    assertThat(SentSpan.of(batch).getFirst().span().getAttributesList())
        .isEqualTo(attributeSpan(kept).getAttributesList());
    assertThat(batch.counts().get(Kind.TRUNCATED_SPAN)).isEqualTo(limit < 6 ? 4 : 0);
  }

  @Test
  void theFirstCutIsDescribedByKeyAndSizesWithoutItsValue() {
    Span span =
        SentSpan.span("a")
            .addAttributes(text("short", "v"))
            .addAttributes(text("db.statement", "secret" + "x".repeat(3000)))
            .addAttributes(text("second", "y".repeat(3000)))
            .build();

    read(SentSpan.request(span).toByteArray(), 2048);

    assertThat(batch.counts().firstTruncation())
        .isEqualTo("attribute 'db.statement' of a span, cut from 3,006 to 2,048 bytes");
    read(SentSpan.request(SentSpan.span("a").build()).toByteArray(), 2048);
    assertThat(batch.counts().firstTruncation()).isNull();
  }

  @Test
  void aKeyThatIsCutIsDescribedByItsBeginning() {
    Span span = SentSpan.span("a").addAttributes(text("k".repeat(3000), "v")).build();

    read(SentSpan.request(span).toByteArray(), 2048);

    assertThat(batch.counts().firstTruncation())
        .isEqualTo(
            "attribute key '%s…' of a span, cut from 3,000 to 2,048 bytes"
                .formatted("k".repeat(64)));
  }

  @Test
  void aNestedValueThatIsCutIsDescribedByTheKeyBesideIt() {
    KeyValue nested =
        KeyValue.newBuilder()
            .setKey("outer")
            .setValue(
                AnyValue.newBuilder()
                    .setKvlistValue(
                        KeyValueList.newBuilder().addValues(text("inner", "x".repeat(3000)))))
            .build();

    read(SentSpan.request(SentSpan.span("a").addAttributes(nested).build()).toByteArray(), 2048);

    assertThat(batch.counts().firstTruncation())
        .isEqualTo("attribute 'inner' of a span, cut from 3,000 to 2,048 bytes");
  }

  @Test
  void truncationIsCountedForEachOwner() {
    String tooLong = "x".repeat(2049);

    read(everywhere(tooLong).toByteArray(), 2048);

    assertThat(batch.counts().get(Kind.TRUNCATED_RESOURCE)).isEqualTo(4);
    assertThat(batch.counts().get(Kind.TRUNCATED_SCOPE)).isEqualTo(4);
    assertThat(batch.counts().get(Kind.TRUNCATED_SPAN)).isEqualTo(4);
    assertThat(batch.counts().get(Kind.TRUNCATED_EVENT)).isEqualTo(4);
    assertThat(batch.counts().get(Kind.TRUNCATED_LINK)).isEqualTo(4);
  }

  @Test
  void bytesValuesAreCutToo() {
    AnyValue value = AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[20])).build();

    read(SentSpan.request(withAttribute(value)).toByteArray(), 16);

    assertThat(
            SentSpan.of(batch).getFirst().span().getAttributes(0).getValue().getBytesValue().size())
        .isEqualTo(16);
    assertThat(batch.counts().get(Kind.TRUNCATED_SPAN)).isEqualTo(1);
  }

  @Test
  void namesAreCutAt64KiBOnlyIfThereIsALimit() {
    Span span =
        SentSpan.span("n".repeat(70_000))
            .setTraceState("t".repeat(70_000))
            .setStatus(Status.newBuilder().setMessage("m".repeat(70_000)))
            .build();

    read(SentSpan.request(span).toByteArray(), 2048);
    assertThat(SentSpan.of(batch).getFirst().span().getName()).hasSize(65_536);
    assertThat(SentSpan.of(batch).getFirst().span().getStatus().getMessage()).hasSize(65_536);
    assertThat(batch.counts().get(Kind.TRUNCATED_SPAN)).isEqualTo(3);

    read(SentSpan.request(span).toByteArray(), 0);
    assertThat(SentSpan.of(batch).getFirst().span())
        .isEqualTo(span.toBuilder().setStatus(span.getStatus()).build());
  }

  @Test
  void badUtf8AtTheLimitIsRepairedAndStillFits() {
    byte[] sent =
        replace(SentSpan.request(attributeSpan("ab@@@@@@")).toByteArray(), '@', (byte) 0xFF);

    read(sent, 6);

    assertThat(SentSpan.of(batch).getFirst().span().getAttributesList())
        .isEqualTo(attributeSpan("ab\uFFFD").getAttributesList());
  }

  @Test
  void aHundredLevelsOfValuesAreKept() {
    read(SentSpan.request(withAttribute(nested(100))).toByteArray());

    assertThat(batch.spans().count()).isEqualTo(1);
  }

  @Test
  void deeperValuesCostTheirSpan() {
    read(
        SentSpan.request(
                Resource.getDefaultInstance(),
                withAttribute(nested(101)),
                SentSpan.span("good").build())
            .toByteArray());

    assertThat(batch.spans().count()).isEqualTo(1);
    assertThat(batch.refusedCount(Refusal.MALFORMED)).isEqualTo(1);
    assertThat(batch.firstRefusal()).contains("deeper than 100 levels");
  }

  @Test
  void deeperValuesOfAResourceCostTheSpansOfThatResource() {
    Resource deep = Resource.newBuilder().addAttributes(attribute(nested(101))).build();
    ExportTraceServiceRequest request =
        SentSpan.request(deep, SentSpan.span("a").build()).toBuilder()
            .mergeFrom(SentSpan.request(SentSpan.span("good").build()))
            .build();

    read(request.toByteArray());

    assertThat(SentSpan.of(batch)).extracting(s -> s.span().getName()).containsExactly("good");
    assertThat(batch.refusedCount(Refusal.MALFORMED)).isEqualTo(1);
  }

  @Test
  void tooManyAttributesCostTheirSpan() {
    byte[] span = SentSpan.span("a").build().toByteArray();
    byte[] emptyAttributes = new byte[2 * (AttributeReader.MAX_ATTRIBUTES + 1)];
    for (int i = 0; i < emptyAttributes.length; i += 2) {
      emptyAttributes[i] = OtlpFields.ATTRIBUTES_TAG;
    }

    read(requestWithSpan(concat(span, Arrays.copyOf(emptyAttributes, emptyAttributes.length - 2))));
    assertThat(batch.spanAttributes().count()).isEqualTo(AttributeReader.MAX_ATTRIBUTES);

    read(requestWithSpan(concat(span, emptyAttributes)));
    assertThat(batch.spanAttributes().count()).isZero();
    assertThat(batch.firstRefusal()).contains("over 1,000,000 attributes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08", // a varint without a value
        "0a05", // five bytes promised, none there
        "0affffffffffffffffff01", // a negative length
        "08ffffffffffffffffffff01", // a varint of eleven bytes
        "0200", // field number 0
        "0e", // wire type 6
        "0c", // the end of a group that never began
        "0b14", // a group that ends as another
        "0b", // a group that never ends
      })
  void bytesThatAreNoMessageAreTheCallersError(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageMatching("protobuf, byte \\d+: .*");
  }

  @Test
  void groupsNestOnlySoDeep() {
    byte[] groups = new byte[202];
    Arrays.fill(groups, 0, 101, (byte) 0x0B);
    Arrays.fill(groups, 101, 202, (byte) 0x0C);

    assertThatThrownBy(() -> read(groups)).hasMessageContaining("nested deeper than 100");
    read(Arrays.copyOfRange(groups, 1, 201));
    assertThat(batch.sentSpanCount()).isZero();
  }

  /// A request with `text` at every place where a string can stand: 24 of them.
  private static ExportTraceServiceRequest everywhere(String text) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(attributes(text)))
                .setSchemaUrl(text.length() > 100 ? "" : text)
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(
                            InstrumentationScope.newBuilder()
                                .setName(text)
                                .addAllAttributes(attributes(text)))
                        .addSpans(
                            attributeSpan(text).toBuilder()
                                .setName(text)
                                .addEvents(
                                    Span.Event.newBuilder().addAllAttributes(attributes(text)))
                                .addLinks(Span.Link.newBuilder().addAllAttributes(attributes(text)))
                                .setStatus(Status.newBuilder().setMessage(text)))))
        .build();
  }

  /// Four times `text`: as key, value, in an array and in a list.
  private static List<KeyValue> attributes(String text) {
    AnyValue value = AnyValue.newBuilder().setStringValue(text).build();
    return List.of(
        KeyValue.newBuilder().setKey(text).setValue(value).build(),
        attribute(array(value)),
        attribute(
            AnyValue.newBuilder()
                .setKvlistValue(
                    KeyValueList.newBuilder()
                        .addValues(KeyValue.newBuilder().setKey("k").setValue(value)))
                .build()));
  }

  private static Span attributeSpan(String text) {
    return SentSpan.span("a").addAllAttributes(attributes(text)).build();
  }

  private static Span withAttribute(AnyValue value) {
    return SentSpan.span("a").addAttributes(attribute(value)).build();
  }

  private static KeyValue attribute(AnyValue value) {
    return KeyValue.newBuilder().setKey("k").setValue(value).build();
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static AnyValue array(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(Arrays.asList(values)))
        .build();
  }

  /// A value of so many levels.
  private static AnyValue nested(int levels) {
    AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
    for (int i = 1; i < levels; i++) {
      value = array(value);
    }
    return value;
  }

  private ValueType typeOf(AnyValue value) {
    read(SentSpan.request(withAttribute(value)).toByteArray());
    return ValueType.ofCode(batch.spanAttributes().type(0));
  }

  private static byte[] requestWithAttribute(byte[] attribute) {
    ProtobufWriter span = new ProtobufWriter(16);
    byte[] plain = SentSpan.span("a").build().toByteArray();
    span.writeRaw(plain, 0, plain.length);
    span.writeBytesField(OtlpFields.ATTRIBUTES, attribute, 0, attribute.length);
    return requestWithSpan(span.toByteArray());
  }

  private static byte[] requestWithSpan(byte[] span) {
    ProtobufWriter out = new ProtobufWriter(16);
    int resource = out.begin(1);
    int scope = out.begin(2);
    out.writeBytesField(2, span, 0, span.length);
    out.end(scope);
    out.end(resource);
    return out.toByteArray();
  }

  private static byte[] replace(byte[] bytes, char from, byte to) {
    byte[] replaced = bytes.clone();
    for (int i = 0; i < replaced.length; i++) {
      replaced[i] = replaced[i] == from ? to : replaced[i];
    }
    return replaced;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private void read(ExportTraceServiceRequest.Builder request) {
    read(request.build().toByteArray());
  }

  private void read(byte[] bytes) {
    read(bytes, 0);
  }

  private void read(byte[] bytes, int maxAttributeBytes) {
    batch.reset(bytes.clone(), bytes.length);
    reader.read(batch, 0, bytes.length, maxAttributeBytes);
  }
}
