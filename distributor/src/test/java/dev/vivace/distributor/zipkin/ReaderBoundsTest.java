package dev.vivace.distributor.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Endpoint;
import zipkin2.Span;

/// Truncated, damaged and hostile requests: each is read or refused with a reason, nothing else
/// happens. Random ones name their seed, which `-Dvivace.seed` plays again.
class ReaderBoundsTest {

  private static final long SEED = Long.getLong("vivace.seed", new Random().nextLong());
  private static final int RANDOM_REQUESTS = 3000;
  private static final int NESTED = 100_000;
  private static final byte STRUCT = 12;
  private static final byte LIST = 15;

  private static byte[] valid(ZipkinFormat format) {
    Span span =
        Span.newBuilder()
            .traceId("0123456789abcdef0123456789abcdef")
            .id("a1")
            .parentId("b2")
            .name("get")
            .kind(Span.Kind.CLIENT)
            .timestamp(10)
            .duration(40)
            .localEndpoint(Endpoint.newBuilder().serviceName("web").ip("10.0.0.1").port(80).build())
            .remoteEndpoint(Endpoint.newBuilder().serviceName("db").ip("2001:db8::1").build())
            .addAnnotation(15, "x|{\"a\":1}|0")
            .putTag("error", "broken")
            .build();
    return ZipkinOracleTest.encoder(format).encodeList(List.of(span));
  }

  private static Translated read(ZipkinFormat format, byte[] bytes) {
    return Translated.of(format, bytes, Translated.CONFIG);
  }

  private static void readOrRefuse(ZipkinFormat format, byte[] bytes, String what) {
    assertThatCode(
            () -> {
              try {
                Translated.translate(format, bytes, Translated.CONFIG);
              } catch (InvalidRequestException e) {
                assertThat(e.getMessage()).isNotBlank();
              }
            })
        .as("vivace.seed=%d %s: %s", SEED, format, what)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(ZipkinFormat.class)
  void everyTruncationIsRefusedWithItsPlace(ZipkinFormat format) {
    byte[] whole = valid(format);
    assertThat(read(format, whole).spans()).hasSize(1);
    for (int length = format == ZipkinFormat.V2_PROTOBUF ? 1 : 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(format, cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageMatching(
              "(?s)(JSON, line 1, column|protobuf, byte|Thrift binary, byte) ?\\d+.*");
    }
  }

  @ParameterizedTest
  @EnumSource(ZipkinFormat.class)
  void whatLiesBehindTheRequestIsNotRead(ZipkinFormat format) {
    byte[] whole = valid(format);
    byte[] longer = Arrays.copyOf(whole, whole.length + 100);
    SpanReader reader = format.read(longer, whole.length);

    assertThat(reader.next()).isNotNull();
    assertThat(reader.next()).isNull();
    assertThat(reader.next()).isNull();
  }

  @ParameterizedTest
  @EnumSource(ZipkinFormat.class)
  void damagedRequestsAreReadOrRefused(ZipkinFormat format) {
    Random random = new Random(SEED);
    byte[] whole = valid(format);
    for (int i = 0; i < RANDOM_REQUESTS; i++) {
      byte[] damaged = whole.clone();
      for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      readOrRefuse(format, damaged, "damaged request " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(ZipkinFormat.class)
  void randomBytesAreReadOrRefused(ZipkinFormat format) {
    Random random = new Random(SEED);
    for (int i = 0; i < RANDOM_REQUESTS; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      readOrRefuse(format, noise, "noise " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "V2_JSON,'[',']'",
    "V2_JSON,'{\"a\":','}'",
    "V1_JSON,'[',']'",
    "V1_JSON,'{\"a\":','}'"
  })
  void jsonThatNestsTooDeepIsRefused(ZipkinFormat format, String open, String close) {
    String nested = "[{\"unknown\":" + open.repeat(NESTED) + "1" + close.repeat(NESTED) + "}]";

    assertThatThrownBy(() -> read(format, nested.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("levels of nesting");
  }

  @Test
  void jsonInAnAnnotationThatNestsTooDeepIsAName() {
    String value = "a|{\\\"b\\\":" + "[".repeat(NESTED) + "]".repeat(NESTED) + "}|0";
    String request = "[{\"annotations\":[{\"timestamp\":1,\"value\":\"" + value + "\"}]}]";

    assertThat(
            read(ZipkinFormat.V2_JSON, request.getBytes(StandardCharsets.UTF_8))
                .span()
                .getEvents(0)
                .getAttributesList())
        .isEmpty();
  }

  @Test
  void thriftThatNestsTooDeepIsRefused() {
    ByteBuffer request = ByteBuffer.allocate(5 + 3 * NESTED).put(STRUCT).putInt(1);
    for (int i = 0; i < NESTED; i++) {
      request.put(STRUCT).putShort((short) 99);
    }

    assertThatThrownBy(() -> read(ZipkinFormat.V1_THRIFT, request.array()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("nested deeper than 64");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 1_000_000, -1, Integer.MIN_VALUE})
  void sizesThatTheRequestCannotHoldAreRefused(int claimed) {
    byte[] spans = ByteBuffer.allocate(20).put(STRUCT).putInt(claimed).array();
    byte[] events =
        ByteBuffer.allocate(20)
            .put(STRUCT)
            .putInt(1)
            .put(LIST)
            .putShort((short) 6)
            .put(STRUCT)
            .putInt(claimed)
            .array();

    assertThatThrownBy(() -> read(ZipkinFormat.V1_THRIFT, spans))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> read(ZipkinFormat.V1_THRIFT, events))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void bytesBehindTheListAreRefused() {
    byte[] thrift = ByteBuffer.allocate(6).put(STRUCT).putInt(0).array();

    assertThatThrownBy(() -> read(ZipkinFormat.V1_THRIFT, thrift))
        .hasMessageContaining("1 bytes behind the list");
    assertThatThrownBy(() -> Translated.ofJson(ZipkinFormat.V2_JSON, "[] []"))
        .hasMessageContaining("one JSON document");
  }

  @Test
  void aSpanOfMoreTagsOrAnnotationsThanAnySenderHasIsRefused() {
    StringBuilder tags = new StringBuilder();
    for (int i = 0; i <= ZipkinSpan.MAX_TAGS; i++) {
      tags.append(tags.isEmpty() ? "" : ",").append("\"t%d\":\"\"".formatted(i));
    }
    String annotations = "{},".repeat(ZipkinSpan.MAX_ANNOTATIONS) + "{}";

    assertThatThrownBy(() -> Translated.ofJson(ZipkinFormat.V2_JSON, "[{\"tags\":{" + tags + "}}]"))
        .hasMessageContaining("more than 16384 tags");
    for (ZipkinFormat format : List.of(ZipkinFormat.V1_JSON, ZipkinFormat.V2_JSON)) {
      assertThatThrownBy(
              () -> Translated.ofJson(format, "[{\"annotations\":[" + annotations + "]}]"))
          .hasMessageContaining("more than 65536 annotations");
    }
  }

  @Test
  void aLongerStringThanAnySenderHasIsRefused() {
    String name = "x".repeat(ZipkinJson.MAX_STRING_BYTES);

    assertThat(Translated.ofJson(ZipkinFormat.V2_JSON, "[{'name':'" + name + "'}]").spans())
        .hasSize(1);
    assertThatThrownBy(() -> Translated.ofJson(ZipkinFormat.V2_JSON, "[{'name':'" + name + "x'}]"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a string of at most 8388608 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "V2_JSON; {}; found '{' (expected: '[', a list of spans)",
        "V2_JSON; [1]; (expected: '{' or null)",
        "V2_JSON; [{'id':1}]; (expected: a string of hex digits)",
        "V2_JSON; [{'timestamp':'soon'}]; (expected: an integer of 64 bits)",
        "V2_JSON; [{'timestamp':1.5}]; (expected: an integer of 64 bits)",
        "V2_JSON; [{'name':[]}]; (expected: a string)",
        "V2_JSON; [{'tags':{'a':{}}}]; (expected: a string)",
        "V2_JSON; [{'binaryAnnotations':[]}]; send it to /api/v1/spans",
        "V1_JSON; [{'localEndpoint':{}}]; send it to /api/v2/spans",
        "V1_JSON; [{'tags':{}}]; send it to /api/v2/spans",
        "V1_JSON; {}; found '{' (expected: '[', a list of spans)"
      })
  void aRefusalSaysWhatIsWrong(ZipkinFormat format, String json, String reason) {
    assertThatThrownBy(() -> Translated.ofJson(format, json))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @EnumSource(value = ZipkinFormat.class, names = ".*JSON", mode = Mode.MATCH_ALL)
  void whatNobodyKnowsIsPassedOver(ZipkinFormat format) {
    Translated translated =
        Translated.ofJson(
            format,
            " [ null, {'traceId':'1','id':'2','timestamp':'3','debug':true,'shared':true,'x':{'y':[1,{}]},'annotations':null} ] ");

    assertThat(translated.span().getStartTimeUnixNano()).isEqualTo(3000);
    assertThat(Translated.ofJson(format, "[]").spans()).isEmpty();
    assertThat(Translated.ofJson(format, "[null]").spans()).isEmpty();
  }
}
