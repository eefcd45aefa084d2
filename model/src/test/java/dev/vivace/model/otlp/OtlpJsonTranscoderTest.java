package dev.vivace.model.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.span.DecodeCounts.Kind;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTranscoderTest {

  private static final String IDS =
      "\"traceId\":\"5B8EFFF798038103D269B633813FC60C\",\"spanId\":\"eee19b7ec3c1b174\"";
  private static final int SEEDS = 200;

  private final SpanBatch batch = new SpanBatch();
  private final SpanDecoder decoder = new SpanDecoder();

  @Test
  void jsonAndProtobufGiveTheSameBytes() {
    SpanBatch other = new SpanBatch();
    for (long seed = 0; seed < SEEDS; seed++) {
      ExportTraceServiceRequest request =
          new RandomRequests(seed).withoutUnknownFields().withoutInvalidIds().next();
      byte[] protobuf = request.toByteArray();
      other.reset(protobuf, protobuf.length);
      decoder.decode(WireFormat.OTLP_PROTOBUF, other, 0);

      read(new JsonRequests(seed).write(request));

      assertThat(batch.spans().count()).as("seed %d", seed).isEqualTo(other.spans().count());
      for (int i = 0; i < batch.spans().count(); i++) {
        assertThat(SentSpan.spanBytes(batch, i))
            .as("seed %d, span %d", seed, i)
            .isEqualTo(SentSpan.spanBytes(other, i));
        assertThat(SentSpan.resourceBytes(batch, i))
            .as("seed %d, resource of span %d", seed, i)
            .isEqualTo(SentSpan.resourceBytes(other, i));
        assertThat(SentSpan.scopeBytes(batch, i))
            .as("seed %d, scope of span %d", seed, i)
            .isEqualTo(SentSpan.scopeBytes(other, i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", " { } ", "\uFEFF{}", "{\"resourceSpans\":[]}"})
  void aRequestMayBeEmpty(String json) {
    read(json);

    assertThat(batch.sentSpanCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\uFEFF",
        "[]",
        "1",
        "\"a\"",
        "{}{}",
        "{} null",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":nul}",
        "{\"a\":\"x}",
        "{\"a\":\"x\\",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[1]}"
      })
  void textThatIsNoRequestIsTheCallersError(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageMatching("(?s)JSON, line \\d+, column \\d+: found .* \\(expected: .*\\)");
  }

  @Test
  void anErrorSaysWhereItIs() {
    assertThatThrownBy(() -> read("{\n  \"resourceSpans\": [}\n"))
        .hasMessage("JSON, line 2, column 21: found '}' (expected: '{')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "\"7\" | 7",
        "-9223372036854775808 | -9223372036854775808",
        "\"9223372036854775807\" | 9223372036854775807",
        "9007199254740993 | 9007199254740993",
        "7.0 | 7",
        "1.7e18 | 1700000000000000000",
        "\"-12e2\" | -1200",
        "0e999999999 | 0",
        "0.0 | 0",
      })
  void integersAreReadExactlyInAnyNotation(String json, long expected) {
    assertThat(value("\"intValue\":" + json).getIntValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7.5",
        "\"\"",
        "\"x\"",
        "\" 7\"",
        "9223372036854775808",
        "1e19",
        "1e999999999",
        "1e-999999999",
        "true",
        "{}",
        "\"0x10\"",
        "\"NaN\"",
        "\"1_000\""
      })
  void whatIsNoInteger64IsAnError(String json) {
    assertThatThrownBy(() -> value("\"intValue\":" + json))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | 3.0",
        "1.5 | 1.5",
        "\"1.5\" | 1.5",
        "\"NaN\" | NaN",
        "\"Infinity\" | Infinity",
        "\"-Infinity\" | -Infinity",
        "-0.0 | -0.0",
        "1E-400 | 0.0"
      })
  void doublesAreReadInAnyNotation(String json, Double expected) {
    assertThat(value("\"doubleValue\":" + json).getDoubleValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e400", "\"nan\"", "\"1d\"", "\"0x1p3\"", "\" 1\"", "NaN", "\"\"", "\"1.5.2\""})
  void whatIsNoDoubleIsAnError(String json) {
    assertThatThrownBy(() -> value("\"doubleValue\":" + json))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+/+/YQ==", "-_-_YQ==", "+/+/YQ", "-_-_YQ"})
  void bytesAreReadInBothAlphabetsWithOrWithoutPadding(String base64) {
    assertThat(value("\"bytesValue\":\"" + base64 + "\"").getBytesValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {-5, -1, -65, 'a'}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "\"*AAA\"", "\"AA=A\"", "\"AA===\"", "7"})
  void whatIsNoBase64IsAnError(String json) {
    assertThatThrownBy(() -> value("\"bytesValue\":" + json))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"true\"", "1", "truth"})
  void aBooleanIsNothingElse(String json) {
    assertThatThrownBy(() -> value("\"boolValue\":" + json))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "99, 99", "-1, -1", "\"SPAN_KIND_SERVER\", 2", "2.0, 2", "null, 0"})
  void aKindIsANumberOrAFullName(String json, int expected) {
    assertThat(span("\"kind\":" + json).getKindValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"SERVER\"", "\"SPAN_KIND_NONE\"", "\"2\"", "true", "2.5", "3000000000"})
  void anyOtherKindIsAnError(String json) {
    assertThatThrownBy(() -> span("\"kind\":" + json)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void aStatusCodeMayBeAName() {
    assertThat(span("\"status\":{\"code\":\"STATUS_CODE_ERROR\"}").getStatus().getCodeValue())
        .isEqualTo(2);
  }

  @Test
  void keysMayBeInSnakeCaseOrEscaped() {
    Span span = span("\"start_time_unix_nano\":\"17\",\"\\u0065ndTimeUnixNano\":18");

    assertThat(span.getStartTimeUnixNano()).isEqualTo(17);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(18);
  }

  @Test
  void timesAndFlagsAreUnsigned() {
    Span span = span("\"endTimeUnixNano\":\"18446744073709551615\",\"flags\":4294967295");

    assertThat(span.getEndTimeUnixNano()).isEqualTo(-1);
    assertThat(span.getFlags()).isEqualTo(-1);
    assertThatThrownBy(() -> span("\"startTimeUnixNano\":-1"))
        .hasMessageContaining("'-1' (expected: an integer in the range of UINT64)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "999999999999999999",
        "1000000000000000000",
        "9223372036854775808",
        "9999999999999999999",
        "10000000000000000000",
        "18446744073709551615"
      })
  void everyTimeIsReadExactly(String time) {
    assertThat(Long.toUnsignedString(span("\"startTimeUnixNano\":" + time).getStartTimeUnixNano()))
        .isEqualTo(time);
  }

  @Test
  void noTimeIsTooLarge() {
    assertThatThrownBy(() -> span("\"startTimeUnixNano\":18446744073709551616"))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void theNamesOfTheFirstVersionsOfOtlpAreRead() {
    read(
        "{\"resourceSpans\":[{\"instrumentationLibrarySpans\":[{\"instrumentationLibrary\":"
            + "{\"name\":\"lib\"},\"spans\":[{"
            + IDS
            + "}]}]}]}");

    assertThat(SentSpan.of(batch).getFirst().scope().getScope().getName()).isEqualTo("lib");
  }

  @Test
  void aFieldThatIsNullIsAbsent() {
    Span span =
        span(
            "\"name\":null,\"parentSpanId\":null,\"status\":null,\"attributes\":null,"
                + "\"events\":[null],\"kind\":null,\"flags\":null");

    assertThat(span).isEqualTo(span(""));
  }

  @Test
  void anEmptyOrMissingValueIsKept() {
    Span span = span("\"attributes\":[{\"key\":\"a\",\"value\":{}},{\"key\":\"b\"}]");

    assertThat(span.getAttributesList()).hasSize(2);
    assertThat(span.getAttributes(0).hasValue()).isTrue();
    assertThat(span.getAttributes(1).hasValue()).isFalse();
  }

  @Test
  void nullInAListOfValuesIsAnUnsetValue() {
    assertThat(value("\"arrayValue\":{\"values\":[null,{\"intValue\":0}]}").getArrayValue())
        .extracting(array -> array.getValuesCount(), array -> array.getValues(1).hasIntValue())
        .containsExactly(2, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00000000000000000000000000000000",
        "5b8efff798038103",
        "W47/95gDgQPSabYzgT/GDA==",
        "zz8efff798038103",
        "5b8efff798038103d269b633813fc60",
        "5b8efff798038103d269b633813fc60c0",
        "0123456789abcdeg0123456789abcdef",
      })
  void anIdThatIsNoneCostsItsSpanAlone(String id) {
    read(request("{\"traceId\":\"" + id + "\",\"spanId\":\"eee19b7ec3c1b174\"},{" + IDS + "}"));

    assertThat(batch.spans().count()).isEqualTo(1);
    assertThat(batch.refusedOrdinals()).containsExactly(0);
    assertThat(batch.refusedCount(Refusal.INVALID_TRACE_ID)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcdefgh", "eee19b7ec3c1b1", "not an id at all", "eee19b7ec3c1b17g"})
  void aParentIdThatIsNoneBecomesNoneAndIsCounted(String id) {
    assertThat(span("\"parentSpanId\":\"" + id + "\"").getParentSpanId())
        .isEqualTo(ByteString.EMPTY);
    assertThat(batch.counts().get(Kind.INVALID_PARENT_ID)).isEqualTo(1);
  }

  @Test
  void idsAreHexInAnyCase() {
    span("\"parentSpanId\":\"AbCdEf0123456789\"");

    assertThat(batch.spans().traceHigh(0)).isEqualTo(0x5B8EFFF798038103L);
    assertThat(batch.spans().traceLow(0)).isEqualTo(0xD269B633813FC60CL);
    assertThat(batch.spans().parentId(0)).isEqualTo(0xABCDEF0123456789L);
  }

  @Test
  void escapesAreResolved() {
    assertThat(
            span("\"name\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83e\\uDD9C\"").getName())
        .isEqualTo("\"\\/\b\f\n\r\té€🦜");
  }

  @ParameterizedTest
  @CsvSource({"a\\ud83eb, a�b", "\\udd9c, �", "\\ud83e\\ud83e\\udd9c, �🦜", "\\ud83e\\u0041, �A"})
  void aSurrogateWithoutItsPartnerIsReplacedAndCounted(String json, String expected) {
    assertThat(span("\"name\":\"" + json + "\"").getName()).isEqualTo(expected);
    assertThat(batch.counts().get(Kind.REPAIRED_UTF8)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\x", "\\u12", "\\u12g4", "\\u", "\\ud83e\\u1"})
  void anUnknownEscapeIsAnError(String escape) {
    assertThatThrownBy(() -> span("\"name\":\"" + escape + "\""))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void badUtf8IsReplacedAndCounted() {
    byte[] json = request("{" + IDS + ",\"name\":\"a@b\"}").getBytes(UTF_8);
    for (int i = 0; i < json.length; i++) {
      json[i] = json[i] == '@' ? (byte) 0xFF : json[i];
    }

    read(json, 0);

    assertThat(SentSpan.of(batch).getFirst().span().getName()).isEqualTo("a\uFFFDb");
    assertThat(batch.counts().get(Kind.REPAIRED_UTF8)).isEqualTo(1);
  }

  @Test
  void ofAKeyThatOccursTwiceTheLastWins() {
    String first =
        "{\"key\":\"first\",\"value\":{\"stringValue\":\"%s\"}}".formatted("x".repeat(300));
    String last = "{\"key\":\"last\",\"value\":{\"intValue\":1,\"intValue\":2}}";
    Span span =
        span(
            "\"name\":\"a\",\"status\":{\"code\":2},\"attributes\":[%s,%s],\"kind\":1,"
                    .formatted(first, first)
                + "\"status\":{\"message\":\"m\"},\"attributes\":[%s],\"name\":\"b\",\"kind\":null"
                    .formatted(last));

    assertThat(span)
        .isEqualTo(
            span(
                "\"name\":\"b\",\"status\":{\"message\":\"m\"},\"attributes\":[%s]"
                    .formatted(last)));
    assertThat(span.getAttributes(0).getValue().getIntValue()).isEqualTo(2);
  }

  @Test
  void aKeyInBothStylesIsOneKey() {
    assertThat(
            span("\"traceState\":\"a\",\"trace_state\":\"b\",\"traceState\":\"c\"").getTraceState())
        .isEqualTo("c");
  }

  @Test
  void ofTwoMembersOfAOneofTheLastWins() {
    assertThat(value("\"stringValue\":\"x\",\"arrayValue\":{},\"intValue\":7").getIntValue())
        .isEqualTo(7);
  }

  @Test
  void aHundredLevelsOfNestingAreAllowed() {
    read("{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}");

    assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("at most 100 levels of nesting");
    String open = "{\"arrayValue\":{\"values\":[";
    assertThatThrownBy(() -> value(open.substring(1) + open.repeat(40)))
        .hasMessageContaining("at most 100 levels of nesting");
  }

  @Test
  void limitsOfAttributesHoldForJsonToo() {
    byte[] json =
        request(
                "{"
                    + IDS
                    + ",\"attributes\":[{\"key\":\"k\",\"value\":{\"stringValue\":\"abcdef\"}}]}")
            .getBytes(UTF_8);

    read(json, 3);

    assertThat(SentSpan.of(batch).getFirst().span().getAttributes(0).getValue().getStringValue())
        .isEqualTo("abc");
    assertThat(batch.counts().get(Kind.TRUNCATED_SPAN)).isEqualTo(1);
  }

  @Test
  void cutOrDamagedTextIsAnErrorOfTheCallerOrSpans() {
    byte[] json = new JsonRequests(5).write(new RandomRequests(5).next()).getBytes(UTF_8);
    for (int length = 0; length < json.length; length++) {
      assertNothingElseThrown("length " + length, Arrays.copyOf(json, length));
    }
    Random random = new Random(5);
    for (int i = 0; i < 1500; i++) {
      byte[] damaged = json.clone();
      damaged[random.nextInt(damaged.length)] = (byte) "{}[]\",:\\0n".charAt(random.nextInt(10));
      assertNothingElseThrown("round " + i, damaged);
    }
  }

  private void assertNothingElseThrown(String what, byte[] json) {
    try {
      read(json, 16);
      SentSpan.of(batch);
    } catch (InvalidRequestException e) {
      assertThat(e).as(what).hasMessageStartingWith("JSON, line ");
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  private AnyValue value(String members) {
    return span("\"attributes\":[{\"key\":\"k\",\"value\":{" + members + "}}]")
        .getAttributes(0)
        .getValue();
  }

  private Span span(String members) {
    read(request("{" + IDS + (members.isEmpty() ? "" : "," + members) + "}"));
    return SentSpan.of(batch).getFirst().span();
  }

  private static String request(String spans) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
  }

  private void read(String json) {
    read(json.getBytes(UTF_8), 0);
  }

  private void read(byte[] json, int maxAttributeBytes) {
    batch.reset(json.clone(), json.length);
    decoder.decode(WireFormat.OTLP_JSON, batch, maxAttributeBytes);
  }
}
