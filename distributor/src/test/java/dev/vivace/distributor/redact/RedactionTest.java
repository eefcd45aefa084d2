package dev.vivace.distributor.redact;

import static dev.vivace.distributor.redact.RedactionAction.DELETE;
import static dev.vivace.distributor.redact.RedactionAction.HASH;
import static dev.vivace.distributor.redact.RedactionAction.MASK;
import static dev.vivace.distributor.redact.Requests.array;
import static dev.vivace.distributor.redact.Requests.attribute;
import static dev.vivace.distributor.redact.Requests.found;
import static dev.vivace.distributor.redact.Requests.list;
import static dev.vivace.distributor.redact.Requests.redact;
import static dev.vivace.distributor.redact.Requests.request;
import static dev.vivace.distributor.redact.Requests.span;
import static dev.vivace.distributor.redact.Requests.text;
import static dev.vivace.distributor.redact.Requests.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.vivace.distributor.ingest.RedactionCounts;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.span.WireFormat;
import dev.vivace.transport.InFlightBytes;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionTest {

  /// "secret" as key and value of an attribute, and within every text, of everything.
  private static byte[] secretsEverywhere() {
    KeyValue secret = attribute("secret", "my secret");
    return request(
        ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder().addAttributes(secret))
            .addScopeSpans(
                ScopeSpans.newBuilder()
                    .setScope(
                        InstrumentationScope.newBuilder()
                            .setName("my secret")
                            .setVersion("my secret")
                            .addAttributes(secret))
                    .addSpans(
                        span(secret)
                            .setName("my secret")
                            .setTraceState("my secret")
                            .setStatus(Status.newBuilder().setCodeValue(2).setMessage("my secret"))
                            .addEvents(
                                Span.Event.newBuilder().setName("my secret").addAttributes(secret))
                            .addLinks(
                                Span.Link.newBuilder()
                                    .setTraceState("my secret")
                                    .addAttributes(secret)))));
  }

  private static int count(byte[] bytes, String text) {
    return new String(bytes, UTF_8).split(text, -1).length - 1;
  }

  private static String hash(byte[] value) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Requests.KEY, "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(value));
  }

  @ParameterizedTest
  @EnumSource(RedactionScope.class)
  void aRuleForAttributesHoldsInItsScopeAlone(RedactionScope scope) {
    byte[] sent = secretsEverywhere();
    var redacted = redact(sent, whole(DELETE, "secret", scope));

    assertThat(redacted.counts()).isEqualTo(new RedactionCounts(1, 0, 0, 0, 0));
    assertThat(count(redacted.bytes(), "my secret")).isEqualTo(count(sent, "my secret") - 1);
  }

  @ParameterizedTest
  @CsvSource({"RESOURCE, 1", "SCOPE, 3", "SPAN, 4", "EVENT, 2", "LINK, 2"})
  void aRuleForTextsSearchesNamesToo(RedactionScope scope, int texts) {
    byte[] sent = secretsEverywhere();
    var redacted = redact(sent, found(MASK, "secret", scope));

    assertThat(redacted.counts()).isEqualTo(new RedactionCounts(0, 0, texts, 0, 0));
    assertThat(count(redacted.bytes(), "my secret")).isEqualTo(count(sent, "my secret") - texts);
    assertThat(count(redacted.bytes(), "my \\*{4}")).isEqualTo(texts);
  }

  @Test
  void withoutAScopeARuleHoldsEverywhere() {
    var masked = redact(secretsEverywhere(), found(MASK, "secret"));
    assertThat(count(masked.bytes(), "my secret")).isZero();
    assertThat(masked.span().getStatus().getMessage()).isEqualTo("my ****");

    var deleted = redact(secretsEverywhere(), found(DELETE, "secret"));
    assertThat(new String(deleted.bytes(), UTF_8)).doesNotContain("my");
    assertThat(deleted.span().getStatus().getCodeValue()).as("what is beside it").isEqualTo(2);
    assertThat(deleted.span().getEventsCount()).isOne();
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "glob,    http.*.auth, http.request.header.auth, true",
    "glob,    http.*.auth, http.auth,                false",
    "glob,    a?c,         abc,                      true",
    "glob,    a?c,         abbc,                     false",
    "glob,    a.c,         abc,                      false",
    "glob,    *,           anything,                 true",
    "pattern, http.*,      http.auth,                true",
    "pattern, http,        http.auth,                false",
    "pattern, (?i)auth,    AUTH,                     true",
  })
  void keysAreNamedByGlobsAndPatterns(String how, String selector, String key, boolean isNamed) {
    KeySelector keys =
        how.equals("glob") ? KeySelector.glob(selector) : KeySelector.pattern(selector);
    var redacted =
        redact(
            request(span(attribute(key, "value"))),
            RedactionRule.ofAttributes(DELETE, keys, List.of()));
    assertThat(redacted.span().getAttributesCount()).isEqualTo(isNamed ? 0 : 1);
  }

  static List<KeyValue> values() {
    AnyValue.Builder value = AnyValue.newBuilder();
    return List.of(
        attribute("größe", value.setStringValue("42").build()),
        attribute("x", value.setIntValue(42).build()),
        attribute("x", value.setDoubleValue(42).build()),
        attribute("x", value.setBoolValue(true).build()),
        attribute("x", value.setBytesValue(ByteString.copyFromUtf8("42")).build()),
        attribute("x", array(text("a"), text("b"))),
        attribute("x", list(attribute("a", "b"))),
        attribute("", "no key"),
        KeyValue.newBuilder().setKey("no value").build());
  }

  @ParameterizedTest
  @MethodSource("values")
  void ofAWholeAttributeItsKeyIsLeftAndOneText(KeyValue sent) throws Exception {
    KeySelector every = KeySelector.glob("*");
    byte[] request = request(span(attribute("before", "1"), sent, attribute("behind", "2")));

    var masked = redact(request, RedactionRule.ofAttributes(MASK, every, List.of()));
    assertThat(masked.span().getAttributes(1)).isEqualTo(attribute(sent.getKey(), "****"));

    var hashed = redact(request, RedactionRule.ofAttributes(HASH, every, List.of()));
    AnyValue value = sent.getValue();
    byte[] plain =
        switch (value.getValueCase()) {
          case STRING_VALUE -> value.getStringValueBytes().toByteArray();
          case INT_VALUE -> "42".getBytes(UTF_8);
          case DOUBLE_VALUE -> "42.0".getBytes(UTF_8);
          case BOOL_VALUE -> "true".getBytes(UTF_8);
          case BYTES_VALUE -> value.getBytesValue().toByteArray();
          default -> value.toByteArray();
        };
    assertThat(hashed.span().getAttributes(1)).isEqualTo(attribute(sent.getKey(), hash(plain)));
  }

  @Test
  void valuesInListsOfAnyDepthAreReached() throws Exception {
    byte[] request =
        request(
            span(
                attribute(
                    "outer",
                    list(
                        attribute("password", "a"),
                        attribute(
                            "more", array(text("card 1234"), list(attribute("password", "b"))))))));
    assertThat(redact(request, whole(MASK, "password")).span().getAttributes(0))
        .isEqualTo(
            attribute(
                "outer",
                list(
                    attribute("password", "****"),
                    attribute(
                        "more", array(text("card 1234"), list(attribute("password", "****")))))));
    assertThat(redact(request, found(HASH, "[0-9]+")).span().getAttributes(0).toString())
        .contains("card " + hash("1234".getBytes(UTF_8)))
        .doesNotContain("card 1234");
    assertThat(redact(request, found(DELETE, "[0-9]+")).span().getAttributes(0))
        .as("the element goes")
        .isEqualTo(
            attribute(
                "outer",
                list(
                    attribute("password", "a"),
                    attribute("more", array(list(attribute("password", "b")))))));
  }

  @Test
  void aRuleThatNamesAnAttributeSearchesAllThatIsInIt() {
    RedactionRule rule =
        RedactionRule.ofValues(MASK, new KeySelector.Exact("a"), "[0-9]+", List.of());
    byte[] request =
        request(
            span(attribute("a", array(text("1"), list(attribute("b", "2")))), attribute("c", "3")));
    assertThat(redact(request, rule).span().getAttributesList())
        .containsExactly(
            attribute("a", array(text("****"), list(attribute("b", "****")))), attribute("c", "3"));
  }

  @Test
  void rulesForWholeAttributesComeFirstAndTheFirstOfThemWins() {
    byte[] request = request(span(attribute("a", "1")));
    assertThat(
            redact(request, found(DELETE, "1"), whole(MASK, "a"), whole(DELETE, "a"))
                .span()
                .getAttributes(0))
        .isEqualTo(attribute("a", "****"));
  }

  @Test
  void patternsSearchWhatThoseBeforeThemLeft() {
    byte[] request = request(span(attribute("a", "user 7 of 9")));
    assertThat(
            redact(request, found(MASK, "[0-9]"), found(MASK, "user \\*+")).span().getAttributes(0))
        .isEqualTo(attribute("a", "**** of ****"));
  }

  @Test
  void valuesThatLaterOnesReplaceAreNotLeftBehind() {
    byte[] twice =
        KeyValue.newBuilder()
            .setKey("a")
            .setValue(text("secret"))
            .build()
            .toByteString()
            .concat(KeyValue.newBuilder().setValue(text("b")).build().toByteString())
            .toByteArray();
    byte[] request =
        request(
            span()
                .setUnknownFields(
                    UnknownFieldSet.newBuilder()
                        .addField(
                            9,
                            UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(twice))
                                .build())
                        .build()));
    for (RedactionRule rule : List.of(found(MASK, "secret"), whole(HASH, "a"))) {
      assertThat(new String(redact(request, rule).bytes(), UTF_8)).doesNotContain("secret");
    }
  }

  @Test
  void spansUnderTheirOldNameAreReached() {
    ByteString old =
        ScopeSpans.newBuilder().addSpans(span(attribute("a", "secret"))).build().toByteString();
    byte[] request =
        request(
            ResourceSpans.newBuilder()
                .setUnknownFields(
                    UnknownFieldSet.newBuilder()
                        .addField(
                            1000,
                            UnknownFieldSet.Field.newBuilder().addLengthDelimited(old).build())
                        .build()));
    assertThat(new String(redact(request, whole(MASK, "a")).bytes(), UTF_8))
        .contains("****")
        .doesNotContain("secret");
  }

  @Test
  void ofATextThatIsTooLongOnlyWhatWasSearchedIsLeft() {
    String padding = "größe ".repeat(1000); // 8000 bytes
    byte[] request = request(span(attribute("a", padding + "card 1234567812345678" + padding)));
    var redacted = redact(request, found(MASK, "[0-9]{16}"));

    assertThat(redacted.counts().cut()).isOne();
    String left = redacted.span().getAttributes(0).getValue().getStringValue();
    assertThat(left).startsWith("größe ").hasSizeBetween(3000, 4096).doesNotContain("1234");
  }

  @Test
  void aLongTextThatNoPatternSearchesStays() {
    byte[] request = request(span(attribute("a", "x".repeat(100_000))));
    assertThat(redact(request, whole(MASK, "b")).bytes()).isEqualTo(request);
  }

  @Test
  void aTextThatHashesBlowUpIsMasked() {
    byte[] request = request(span(attribute("a", "x".repeat(5000))));
    assertThat(redact(request, found(HASH, ".")).span().getAttributes(0))
        .isEqualTo(attribute("a", "****"));
  }

  @Test
  void valuesThatNestTooDeepAreEmptied() {
    AnyValue value = text("secret");
    for (int i = 0; i < 150; i++) {
      value = array(value);
    }
    var redacted = redact(request(span(attribute("a", value))), whole(MASK, "b"));
    assertThat(new String(redacted.bytes(), UTF_8)).doesNotContain("secret");
    assertThat(redacted.counts().deleted()).isOne();
  }

  @Test
  void jsonBecomesProtobufWithoutWhatNobodyKnows() {
    String json =
        """
        {"secret":"secret","resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x","attributes":[
          {"key":"a","value":{"stringValue":"secret"},"value":{"stringValue":"b\\ud800"}},
          {"key":"b","value":{"stringValue":"se\\u0063ret"}}]}]}]}]}
        """;
    var redacted = redact(WireFormat.OTLP_JSON, json.getBytes(UTF_8), whole(MASK, "b"));
    assertThat(redacted.span().getAttributesList())
        .containsExactly(attribute("a", "b\uFFFD"), attribute("b", "****"));
    assertThat(redacted.counts()).isEqualTo(new RedactionCounts(0, 0, 1, 0, 1));
    assertThat(new String(redacted.bytes(), UTF_8)).doesNotContain("secret");
  }

  @Test
  void whatBecomesTooLargeIsRefused() {
    byte[] request = request(span(attribute("a", "x".repeat(4000))));
    assertThatThrownBy(
            () ->
                redact(
                    new InFlightBytes(1 << 20),
                    5000,
                    WireFormat.OTLP_PROTOBUF,
                    request,
                    found(MASK, "x{2}")))
        .isInstanceOf(RequestTooLargeException.class)
        .hasMessageContaining("5,000 bytes once redacted");
  }

  @Test
  void memoryIsTakenFromTheBudgetAndGivenBack() throws Exception {
    KeyValue[] many = new KeyValue[2000];
    Arrays.fill(many, attribute("a", "x"));
    byte[] request = request(span(many));
    InFlightBytes small = new InFlightBytes(70_000);
    assertThatThrownBy(
            () -> redact(small, 60_000, WireFormat.OTLP_PROTOBUF, request, whole(HASH, "a")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("budget");
    assertThat(small.usedBytes()).isZero();

    InFlightBytes enough = new InFlightBytes(1 << 20);
    redact(enough, 1 << 20, WireFormat.OTLP_PROTOBUF, request, whole(HASH, "a"));
    assertThat(enough.usedBytes()).isZero();
  }

  @Test
  void whatCannotBeReadIsRefused() {
    byte[] request = request(span(attribute("a", "x")));
    request[request.length - 1] = 100;
    request[request.length - 3] = 100;
    assertThatThrownBy(() -> redact(request, whole(MASK, "b")))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "x*,    matches the empty text",
    "(,     is no RE2 pattern",
    "(?=x), is no RE2 pattern",
    "[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}[a-z]{900}, steps once compiled",
  })
  void patternsThatCannotBeUsedAreRefused(String pattern, String why) {
    assertThatThrownBy(() -> found(MASK, pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
