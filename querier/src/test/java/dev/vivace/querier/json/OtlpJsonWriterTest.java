package dev.vivace.querier.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.ArrayValue;
import dev.vivace.model.proto.otlp.InstrumentationScope;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.otlp.KeyValueList;
import dev.vivace.model.proto.otlp.Resource;
import dev.vivace.model.proto.otlp.ResourceSpans;
import dev.vivace.model.proto.otlp.ScopeSpans;
import dev.vivace.model.proto.otlp.Span;
import dev.vivace.model.proto.otlp.Status;
import dev.vivace.model.proto.tempopb.Trace;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtlpJsonWriterTest {

  private static final int RESOURCE_SPANS = 1;

  @Test
  void randomTracesReadBackTheSameFromJson() throws Exception {
    long seed = new Random().nextLong();
    RandomTraces traces = new RandomTraces(new Random(seed));
    for (int round = 0; round < 300; round++) {
      Trace trace = traces.trace();
      assertThat(parse(json(trace.toByteArray())))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(trace);
    }
  }

  /// Messages in pieces, in another order and with foreign fields in between: what protobuf's own
  /// parser makes of them counts.
  @Test
  void untidyMessagesReadAsProtobufReadsThem() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomTraces traces = new RandomTraces(random);
    for (int round = 0; round < 300; round++) {
      byte[] untidy = UntidyBytes.of(traces.trace().toByteArray(), random);
      assertThat(parse(json(untidy)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(RandomTraces.withoutUnknownFields(Trace.parseFrom(untidy)));
    }
  }

  @Test
  void chosenValuesAreWrittenThoughTheyAreZero() {
    assertThat(attribute(AnyValue.newBuilder().setStringValue("")))
        .isEqualTo("{\"stringValue\":\"\"}");
    assertThat(attribute(AnyValue.newBuilder().setBoolValue(false)))
        .isEqualTo("{\"boolValue\":false}");
    assertThat(attribute(AnyValue.newBuilder().setIntValue(0))).isEqualTo("{\"intValue\":\"0\"}");
    assertThat(attribute(AnyValue.newBuilder().setDoubleValue(0))).isEqualTo("{\"doubleValue\":0}");
    assertThat(attribute(AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance())))
        .isEqualTo("{\"arrayValue\":{}}");
    assertThat(attribute(AnyValue.newBuilder().setKvlistValue(KeyValueList.getDefaultInstance())))
        .isEqualTo("{\"kvlistValue\":{}}");
    assertThat(attribute(AnyValue.newBuilder().setBytesValue(ByteString.EMPTY)))
        .isEqualTo("{\"bytesValue\":\"\"}");
    assertThat(attribute(AnyValue.newBuilder())).isEqualTo("{}");
  }

  @Test
  void numbersOfUnknownWordsStayNumbers() {
    Span span =
        Span.newBuilder().setKindValue(6).setStatus(Status.newBuilder().setCodeValue(-1)).build();

    assertThat(json(traceOf(span).toByteArray())).contains("{\"kind\":6,\"status\":{\"code\":-1}}");
  }

  @Test
  void fieldsThatNobodyKnowsAreLeftOut() {
    Span span =
        Span.newBuilder()
            .setName("n")
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        900, UnknownFieldSet.Field.newBuilder().addFixed32(1).addVarint(2).build())
                    .addField(
                        // A known number with another wire type.
                        16, UnknownFieldSet.Field.newBuilder().addVarint(2).build())
                    .build())
            .build();

    assertThat(json(traceOf(span).toByteArray()))
        .isEqualTo(
            "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":"
                + "[{\"scope\":{},\"spans\":[{\"name\":\"n\"}]}]}]}");
  }

  @Test
  void valuesAsDeepAsIntakeAllowsAreWritten() throws Exception {
    AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
    for (int i = 0; i < 99; i++) {
      value =
          AnyValue.newBuilder()
              .setKvlistValue(
                  KeyValueList.newBuilder()
                      .addValues(KeyValue.newBuilder().setKey("k").setValue(value)))
              .build();
    }
    String json = json(traceOf(spanWith(value)).toByteArray());

    assertThat(json).contains("{\"intValue\":\"1\"}");
  }

  @Test
  void deeperValuesAreRefused() {
    ProtobufWriter out = new ProtobufWriter(1 << 16);
    byte[] value = {};
    for (int i = 0; i < 10_000; i++) {
      // An array with one value, over and over: AnyValue.array_value, ArrayValue.values.
      out.clear();
      out.writeBytesField(i % 2 == 0 ? 1 : 5, value, 0, value.length);
      value = out.toByteArray();
    }
    Span span = spanWith(AnyValue.getDefaultInstance());
    byte[] attribute = bytesField(9, bytesField(2, value));
    byte[] whole =
        bytesField(
            RESOURCE_SPANS, bytesField(2, bytesField(2, concat(span.toByteArray(), attribute))));

    assertThatThrownBy(() -> json(whole))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("nested more than 400 messages deep");
  }

  private static byte[] bytesField(int field, byte[] content) {
    ProtobufWriter out = new ProtobufWriter(content.length + 16);
    out.writeBytesField(field, content, 0, content.length);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
  }

  private static String attribute(AnyValue.Builder value) {
    String json = json(traceOf(spanWith(value.build())).toByteArray());
    String before = "{\"key\":\"k\",\"value\":";
    int start = json.indexOf(before) + before.length();
    return json.substring(start, json.indexOf("}]}]}]}", start));
  }

  private static Span spanWith(AnyValue value) {
    return Span.newBuilder()
        .addAttributes(KeyValue.newBuilder().setKey("k").setValue(value))
        .build();
  }

  private static Trace traceOf(Span span) {
    return Trace.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.getDefaultInstance())
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.getDefaultInstance())
                        .addSpans(span)))
        .build();
  }

  private static String json(byte[] tracesData) {
    JsonBytes out = new JsonBytes(64, 64 << 20);
    new OtlpJsonWriter(out).tracesData(tracesData, 0, tracesData.length);
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }

  private static Trace parse(String json) throws Exception {
    Trace.Builder parsed = Trace.newBuilder();
    JsonFormat.parser().merge(json, parsed);
    return parsed.build();
  }
}
