package dev.vivace.querier.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.id.TraceId;
import dev.vivace.querier.json.JsonBytes;
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
import io.opentelemetry.proto.trace.v1.TracesData;
import org.junit.jupiter.api.Test;

class LlmTraceTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";

  @Test
  void theWholeFormIsAsDocumented() {
    Span span =
        Span.newBuilder()
            .setSpanId(Ids.hex("0123456789abcdef"))
            .setName("GET /cart")
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(1767225600000000000L)
            .setEndTimeUnixNano(1767225600120000000L)
            .addAttributes(attribute("http.response.status_code", intValue(500)))
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("boom"))
            .build();

    assertThat(json(trace(span)))
        .isEqualTo(
            """
            {"traceId":"0123456789abcdef0123456789abcdef","services":[{"serviceName":"cart",\
            "resource":{"k8s.pod.name":"cart-1"},\
            "scopes":[{"name":"demo","version":"1.0","spans":[{"spanId":"0123456789abcdef",\
            "name":"GET /cart","parentSpanId":"",\
            "kind":"SERVER","startTimeUnixNano":"1767225600000000000",\
            "endTimeUnixNano":"1767225600120000000","durationMs":120.0,\
            "attributes":{"http.response.status_code":500},"events":[],"links":[],\
            "status":{"code":"ERROR","message":"boom"}}]}]}]}""");
  }

  @Test
  void eventsLinksAndParentsAreShownWithHexIds() {
    Span span =
        Span.newBuilder()
            .setParentSpanId(Ids.hex("00000000000000ff"))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .setTimeUnixNano(7)
                    .addAttributes(attribute("retry", intValue(1))))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(Ids.hex(ID))
                    .setSpanId(Ids.hex("00000000000000aa"))
                    .addAttributes(attribute("why", text("batch"))))
            .build();

    assertThat(json(trace(span)))
        .contains("\"parentSpanId\":\"00000000000000ff\"")
        .contains(
            "\"events\":[{\"name\":\"exception\",\"timeUnixNano\":\"7\","
                + "\"attributes\":{\"retry\":1}}]")
        .contains(
            "\"links\":[{\"traceId\":\"%s\",\"spanId\":\"00000000000000aa\",".formatted(ID)
                + "\"attributes\":{\"why\":\"batch\"}}]")
        .contains("\"kind\":\"UNSPECIFIED\"")
        .contains("\"status\":{\"code\":\"UNSET\",\"message\":\"\"}");
  }

  @Test
  void valuesArePlainJson() throws Exception {
    Span span =
        Span.newBuilder()
            .addAttributes(attribute("text", text("a\"b")))
            .addAttributes(attribute("flag", AnyValue.newBuilder().setBoolValue(true).build()))
            .addAttributes(attribute("zero", intValue(0)))
            .addAttributes(attribute("ratio", doubleValue(0.5)))
            .addAttributes(attribute("nan", doubleValue(Double.NaN)))
            .addAttributes(
                attribute(
                    "bytes",
                    AnyValue.newBuilder()
                        .setBytesValue(ByteString.copyFrom(new byte[] {1, 2}))
                        .build()))
            .addAttributes(
                attribute(
                    "list",
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(intValue(1))
                                .addValues(text("x"))
                                .addValues(AnyValue.getDefaultInstance()))
                        .build()))
            .addAttributes(
                attribute(
                    "map",
                    AnyValue.newBuilder()
                        .setKvlistValue(
                            KeyValueList.newBuilder()
                                .addValues(attribute("k", intValue(1)))
                                .addValues(attribute("k", intValue(2))))
                        .build()))
            .addAttributes(attribute("text", text("a later value of the same key")))
            .addAttributes(KeyValue.newBuilder().setKey("unset"))
            .build();
    String json = json(trace(span));

    assertThat(json)
        .contains(
            """
            "attributes":{"text":"a\\"b","flag":true,"zero":0,"ratio":0.5,"nan":"NaN",\
            "bytes":"AQI=","list":[1,"x",null],"map":{"k":1},"unset":null}""");
    JsonFormat.parser().merge(json, Struct.newBuilder());
  }

  @Test
  void aSpanThatEndsBeforeItStartsLastsNoTime() {
    Span span = Span.newBuilder().setStartTimeUnixNano(10).setEndTimeUnixNano(5).build();

    assertThat(json(trace(span))).contains("\"durationMs\":0.0,");
  }

  @Test
  void anEmptyTraceIsAnEmptyObject() {
    assertThat(json(TracesData.getDefaultInstance())).isEqualTo("{}");
  }

  private static String json(TracesData data) {
    JsonBytes out = new JsonBytes(64, 1 << 20);
    byte[] bytes = data.toByteArray();
    new LlmTraceWriter(out).trace(TraceId.parse(ID), bytes, bytes.length);
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }

  private static TracesData trace(Span span) {
    return TracesData.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", text("cart")))
                        .addAttributes(attribute("k8s.pod.name", text("cart-1"))))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(
                            InstrumentationScope.newBuilder().setName("demo").setVersion("1.0"))
                        .addSpans(span)))
        .build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue intValue(long value) {
    return AnyValue.newBuilder().setIntValue(value).build();
  }

  private static AnyValue doubleValue(double value) {
    return AnyValue.newBuilder().setDoubleValue(value).build();
  }
}
