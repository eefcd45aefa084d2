package dev.vivace.distributor.zipkin;

import static dev.vivace.distributor.zipkin.Translated.CONFIG;
import static dev.vivace.distributor.zipkin.Translated.RECEIVED_NANOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ZipkinReceiverConfig.EndpointAttributes;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Line by line, what each part of a Zipkin span becomes in OTLP.
class SpanTranslatorTest {

  private static final String IDS = "'traceId':'0123456789abcdef0123456789abcdef','id':'a1'";
  private static final String TIME = "'timestamp':1700000000000001,'duration':250";

  private static Translated span(String fields) {
    return Translated.ofJson(ZipkinFormat.V2_JSON, "[{%s,%s}]".formatted(IDS, fields));
  }

  private static Translated tags(String tags) {
    return span(TIME + ",'tags':{" + tags + "}");
  }

  private static Translated annotation(String value) {
    String json = value.replace("\\", "\\\\").replace("\"", "\\\"");
    return Translated.of(
        ZipkinFormat.V2_JSON,
        "[{%s,%s,'annotations':[{'timestamp':7,'value':@}]}]"
            .formatted(IDS, TIME)
            .replace('\'', '"')
            .replace("@", '"' + json + '"')
            .getBytes(StandardCharsets.UTF_8),
        CONFIG);
  }

  private static String hex(com.google.protobuf.ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "a1,                               000000000000000000000000000000a1",
    "48485a3953bb6124,                 000000000000000048485a3953bb6124",
    "0123456789ABCDEF0123456789abcdef, 0123456789abcdef0123456789abcdef",
    "1ffffffffffffffff,                0000000000000001ffffffffffffffff",
    "0,                                00000000000000000000000000000000",
    "'',                               ''",
    "0123456789abcdef0123456789abcdef0,''",
    "not hex,                          ''"
  })
  void aTraceIdIsANumberOfUpToThirtyTwoDigits(String sent, String stored) {
    Translated translated =
        Translated.ofJson(
            ZipkinFormat.V2_JSON, "[{'traceId':'%s','id':'b2',%s}]".formatted(sent, TIME));

    assertThat(hex(translated.span().getTraceId())).isEqualTo(stored);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'id':'a1',                               00000000000000a1, ''",
        "'id':'ffffffffffffffff',                 ffffffffffffffff, ''",
        "'id':'a1b2c3d4e5f6a7b8c9',               '',               ''",
        "'id':'x',                                '',               ''",
        "'id':null,                               '',               ''",
        "'name':'without',                        '',               ''",
        "'id':'a1'; 'parentId':'b2',              00000000000000a1, 00000000000000b2",
        "'id':'a1'; 'parentId':null,              00000000000000a1, ''",
        "'id':'a1'; 'parentId':'0000000000000000',00000000000000a1, ''",
        "'id':'a1'; 'parentId':'00000000000000a1',00000000000000a1, ''",
        "'id':'a1'; 'parentId':'?',               00000000000000a1, ''"
      })
  void spanIdsAreNumbersOfUpToSixteenDigits(String fields, String id, String parentId) {
    Span span =
        Translated.ofJson(
                ZipkinFormat.V2_JSON,
                "[{'traceId':'1',%s,%s}]".formatted(fields.replace(';', ','), TIME))
            .span();

    assertThat(hex(span.getSpanId())).isEqualTo(id.replace("'", ""));
    assertThat(hex(span.getParentSpanId())).isEqualTo(parentId.replace("'", ""));
  }

  @Test
  void aNameKeepsItsCaseAndEscapes() {
    assertThat(span(TIME + ",'name':'GET /Ü/\\u00e9\\n'").span().getName()).isEqualTo("GET /Ü/é\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'CLIENT',   SPAN_KIND_CLIENT",
        "'server',   SPAN_KIND_SERVER",
        "'Producer', SPAN_KIND_PRODUCER",
        "'CONSUMER', SPAN_KIND_CONSUMER",
        "null,       SPAN_KIND_UNSPECIFIED",
        "'',         SPAN_KIND_UNSPECIFIED",
        "'BROKER',   SPAN_KIND_UNSPECIFIED"
      })
  void theKindIsAWordOfAnyCase(String sent, Span.SpanKind kind) {
    assertThat(span(TIME + ",'kind':" + sent).span().getKind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "internal, SPAN_KIND_INTERNAL",
    "client,   SPAN_KIND_CLIENT",
    "SERVER,   SPAN_KIND_SERVER",
    "producer, SPAN_KIND_PRODUCER",
    "consumer, SPAN_KIND_CONSUMER"
  })
  void withoutAKindATagNamesIt(String sent, Span.SpanKind kind) {
    Translated translated = tags("'span.kind':'%s'".formatted(sent));

    assertThat(translated.span().getKind()).isEqualTo(kind);
    assertThat(translated.attributes()).isEmpty();
  }

  @Test
  void aTagThatNamesNoKindOrASecondOneStaysATag() {
    assertThat(tags("'span.kind':'broker'").attributes())
        .containsExactly(entry("span.kind", "broker"));
    assertThat(span(TIME + ",'kind':'CLIENT','tags':{'span.kind':'server'}").span().getKind())
        .isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
  }

  @Test
  void microsecondsBecomeNanoseconds() {
    Span span = span(TIME).span();

    assertThat(span.getStartTimeUnixNano()).isEqualTo(1_700_000_000_000_001_000L);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1_700_000_000_000_251_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'timestamp':7", "'timestamp':7,'duration':null", "'timestamp':7,'duration':-1"})
  void withoutADurationASpanEndsWhereItBegins(String fields) {
    Span span = span(fields).span();

    assertThat(span.getStartTimeUnixNano()).isEqualTo(7000);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(7000);
  }

  @Test
  void timesBeyondTheRangeEndAtItsBorder() {
    Span span = span("'timestamp':9223372036854775807,'duration':9223372036854775807").span();

    assertThat(span.getStartTimeUnixNano()).isPositive();
    assertThat(span.getEndTimeUnixNano()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void withoutATimestampASpanBeginsWithItsFirstAnnotation() {
    Translated translated =
        span(
            "'duration':5,'annotations':[{'timestamp':9,'value':'b'},{'timestamp':8,'value':'a'}]");

    assertThat(translated.span().getStartTimeUnixNano()).isEqualTo(8000);
    assertThat(translated.span().getEndTimeUnixNano()).isEqualTo(13000);
    assertThat(translated.attributes())
        .containsExactly(entry("otel.zipkin.absentField.startTime", true));
  }

  @Test
  void withoutAnyTimeASpanBeginsWhenItCame() {
    Translated translated = span("'duration':5,'annotations':[{'value':'when?'}]");

    assertThat(translated.span().getStartTimeUnixNano()).isEqualTo(RECEIVED_NANOS);
    assertThat(translated.span().getEndTimeUnixNano()).isEqualTo(RECEIVED_NANOS + 5000);
    assertThat(translated.attributes())
        .containsExactly(entry("otel.zipkin.absentField.startTime", true));
  }

  private static final String BOTH_ENDPOINTS =
      TIME
          + ",'kind':'CLIENT','localEndpoint':{'serviceName':'Front','ipv4':'10.0.0.1','port':80},"
          + "'remoteEndpoint':{'serviceName':'db','ipv4':'10.0.0.2','ipv6':'2001:db8::2','port':5432}";

  @Test
  void endpointsAreTheServiceAndAttributes() {
    Translated translated = span(BOTH_ENDPOINTS);

    assertThat(translated.resourceAttributes()).containsExactly(entry("service.name", "Front"));
    assertThat(translated.attributes())
        .containsOnly(
            entry("peer.service", "db"),
            entry("net.host.ip", "10.0.0.1"),
            entry("net.host.port", 80L),
            entry("net.peer.ip", "2001:db8::2"),
            entry("net.peer.port", 5432L));
  }

  @Test
  void endpointsMayHaveTheAttributesOfToday() {
    byte[] request =
        "[{%s,%s}]"
            .formatted(IDS, BOTH_ENDPOINTS)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    ZipkinReceiverConfig stable = CONFIG.withEndpointAttributes(EndpointAttributes.STABLE);
    ZipkinReceiverConfig both = CONFIG.withEndpointAttributes(EndpointAttributes.BOTH);

    assertThat(Translated.of(ZipkinFormat.V2_JSON, request, stable).attributes())
        .containsOnly(
            entry("peer.service", "db"),
            entry("network.local.address", "10.0.0.1"),
            entry("network.local.port", 80L),
            entry("network.peer.address", "2001:db8::2"),
            entry("network.peer.port", 5432L),
            entry("server.port", 5432L));
    assertThat(Translated.of(ZipkinFormat.V2_JSON, request, both).attributes())
        .hasSize(10)
        .containsKeys("net.peer.ip", "server.port");
  }

  @Test
  void aTagHasSaidWhatAnEndpointSays() {
    Translated translated =
        span(TIME + ",'remoteEndpoint':{'serviceName':'db'},'tags':{'peer.service':'orders'}");

    assertThat(translated.attributes()).containsExactly(entry("peer.service", "orders"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'localEndpoint':null",
        "'localEndpoint':{}",
        "'localEndpoint':{'serviceName':'','port':99999}",
        "'localEndpoint':{'serviceName':'OTLPResourceNoServiceName'}",
        "'remoteEndpoint':null"
      })
  void withoutAServiceThereIsNoServiceName(String endpoint) {
    assertThat(span(TIME + "," + endpoint).resourceAttributes()).isEmpty();
  }

  @Test
  void tagsAreAttributesInTheirOrder() {
    assertThat(tags("'z':'1','a':'','m':'x','a':'last'").attributes())
        .containsExactly(entry("z", "1"), entry("a", "last"), entry("m", "x"));
  }

  @Test
  void aTagOfAnotherTypeIsItsText() {
    assertThat(tags("'n':42,'d':-1.50,'t':true,'f':false,'none':null").attributes())
        .containsExactly(
            entry("n", "42"), entry("d", "-1.50"), entry("t", "true"), entry("f", "false"));
  }

  @Test
  void onlyOnRequestTagsThatLookLikeNumbersAreNumbers() {
    byte[] request =
        "[{%s,%s,'tags':{'i':'-12','d':'1.5','t':'true','f':'false','dot':'1.','plus':'+1','big':'99999999999999999999','e':'1e3','s':'x'},'localEndpoint':{'serviceName':'42'}}]"
            .formatted(IDS, TIME)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    Map<String, Object> plain = Translated.of(ZipkinFormat.V2_JSON, request, CONFIG).attributes();
    Translated typed =
        Translated.of(ZipkinFormat.V2_JSON, request, CONFIG.withParseStringTags(true));

    assertThat(plain.values()).allMatch(String.class::isInstance);
    assertThat(typed.attributes())
        .containsExactly(
            entry("i", -12L),
            entry("d", 1.5),
            entry("t", true),
            entry("f", false),
            entry("dot", "1."),
            entry("plus", "+1"),
            entry("big", "99999999999999999999"),
            entry("e", "1e3"),
            entry("s", "x"));
    assertThat(typed.resourceAttributes()).containsExactly(entry("service.name", "42"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a|b|c",
        "a|{|1",
        "a|{}|",
        "a|{}|x",
        "a|[1]|0",
        "a|{\"b\":}|0",
        "a|{\"b\":1}|0|",
        "a|{\"b\":1}",
        "\"a\": 1",
        "\"a\": {} more",
        "{\"a\": 1}",
        "{\"a\": {}, \"b\": {}}",
        "{}",
        "{",
        "\"",
        "",
        "\\u0041"
      })
  void anAnnotationIsAnEventNamedAsItStands(String value) {
    Span.Event event = annotation(value).span().getEvents(0);

    assertThat(event.getName()).isEqualTo(value);
    assertThat(event.getTimeUnixNano()).isEqualTo(7000);
    assertThat(event.getAttributesList()).isEmpty();
    assertThat(event.getDroppedAttributesCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ex|{\"s\":\"a\\n\\u0041\",\"i\":-7,\"d\":1.5,\"b\":true,\"n\":null,\"l\":[1, 2],\"o\":{\"x\":{}},\"big\":99999999999999999999}|3",
        "\"ex\": {\"s\":\"a\\n\\u0041\",\"i\":-7,\"d\":1.5,\"b\":true,\"n\":null,\"l\":[1, 2],\"o\":{\"x\":{}},\"big\":99999999999999999999}",
        "{\"ex\": {\"s\":\"a\\n\\u0041\",\"i\":-7,\"d\":1.5,\"b\":true,\"n\":null,\"l\":[1, 2],\"o\":{\"x\":{}},\"big\":99999999999999999999}}"
      })
  void anAnnotationMayHoldTheAttributesOfAnEvent(String value) {
    Span.Event event = annotation(value).span().getEvents(0);

    assertThat(event.getName()).isEqualTo("ex");
    assertThat(Translated.values(event.getAttributesList()))
        .containsExactly(
            entry("s", "a\nA"),
            entry("i", -7L),
            entry("d", 1.5),
            entry("b", true),
            entry("l", "[1, 2]"),
            entry("o", "{\"x\":{}}"),
            entry("big", "99999999999999999999"));
    assertThat(event.getDroppedAttributesCount()).isEqualTo(value.endsWith("|3") ? 3 : 0);
  }

  @Test
  void traceStateScopeAndCountersHavePlacesOfTheirOwn() {
    Translated translated =
        tags(
            "'w3c.tracestate':'a=1,b=2','otel.scope.name':'lib','otel.scope.version':'2',"
                + "'otel.library.name':'lib','otel.library.version':'2',"
                + "'otel.dropped_attributes_count':'1','otel.dropped_events_count':'2',"
                + "'otel.dropped_links_count':'3','kept':'x'");

    assertThat(translated.scope().getScope().getName()).isEqualTo("lib");
    assertThat(translated.scope().getScope().getVersion()).isEqualTo("2");
    assertThat(translated.span().getTraceState()).isEqualTo("a=1,b=2");
    assertThat(translated.span().getDroppedAttributesCount()).isEqualTo(1);
    assertThat(translated.span().getDroppedEventsCount()).isEqualTo(2);
    assertThat(translated.span().getDroppedLinksCount()).isEqualTo(3);
    assertThat(translated.attributes()).containsExactly(entry("kept", "x"));
  }

  @Test
  void theOlderNamesOfTheScopeDoAsWell() {
    Translated translated = tags("'otel.library.name':'old','otel.library.version':'0.1'");

    assertThat(translated.scope().getScope().getName()).isEqualTo("old");
    assertThat(translated.scope().getScope().getVersion()).isEqualTo("0.1");
    assertThat(translated.attributes()).isEmpty();
  }

  @Test
  void aCounterThatIsNoneStaysATag() {
    assertThat(tags("'otel.dropped_events_count':'-1'").attributes())
        .containsExactly(entry("otel.dropped_events_count", "-1"));
  }

  @Test
  void tagsOfLinksAreLinks() {
    Translated translated =
        tags(
            "'otlp.link.1':'0123456789abcdef0123456789abcdef|00000000000000b2|k=v|{}|4',"
                + "'otlp.link.0':'1|2||{\\\"a\\\":true}|0'");
    Span.Link first = translated.span().getLinks(0);
    Span.Link second = translated.span().getLinks(1);

    assertThat(hex(first.getTraceId())).isEqualTo("00000000000000000000000000000001");
    assertThat(hex(first.getSpanId())).isEqualTo("0000000000000002");
    assertThat(Translated.values(first.getAttributesList())).containsExactly(entry("a", true));
    assertThat(hex(second.getTraceId())).isEqualTo("0123456789abcdef0123456789abcdef");
    assertThat(second.getTraceState()).isEqualTo("k=v");
    assertThat(second.getDroppedAttributesCount()).isEqualTo(4);
    assertThat(translated.attributes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "otlp.link.128, 1|2||{}|0",
    "otlp.link.x,   1|2||{}|0",
    "otlp.link.,    1|2||{}|0",
    "otlp.link.0,   1|2||{}",
    "otlp.link.0,   x|2||{}|0",
    "otlp.link.0,   1|2",
    "otlp.link.0,   nothing"
  })
  void aTagOfALinkThatIsNoneStaysATag(String key, String value) {
    Translated translated = tags("'%s':'%s'".formatted(key, value));

    assertThat(translated.span().getLinksList()).isEmpty();
    assertThat(translated.attributes()).containsExactly(entry(key, value));
  }

  @Test
  void tagsOfResourcesAreTheResource() {
    Translated translated =
        span(
            TIME
                + ",'localEndpoint':{'serviceName':'shop'},'tags':{'telemetry.sdk.name':'o','service.name':'shop',"
                + "'host.name':'h','k8s.pod.name':'p','deployment.environment.name':'e','hostname':'x'}");

    assertThat(translated.resourceAttributes())
        .containsExactly(
            entry("deployment.environment.name", "e"),
            entry("host.name", "h"),
            entry("k8s.pod.name", "p"),
            entry("service.name", "shop"),
            entry("telemetry.sdk.name", "o"));
    assertThat(translated.attributes()).containsExactly(entry("hostname", "x"));
  }

  @Test
  void aTagNeverOverridesTheService() {
    Translated translated =
        span(TIME + ",'localEndpoint':{'serviceName':'a'},'tags':{'service.name':'b'}");

    assertThat(translated.resourceAttributes()).containsExactly(entry("service.name", "a"));
    assertThat(translated.attributes()).containsExactly(entry("service.name", "b"));
    assertThat(tags("'service.name':'b'").resourceAttributes())
        .containsExactly(entry("service.name", "b"));
  }

  @Test
  void aTagSaysWhichAttributeTheServiceIs() {
    Translated translated =
        span(
            TIME
                + ",'localEndpoint':{'serviceName':'f'},'tags':{'otlp.service.name.source':'faas.name'}");

    assertThat(translated.resourceAttributes()).containsExactly(entry("faas.name", "f"));
    assertThat(translated.attributes()).isEmpty();
  }

  @Test
  void spansAreGroupedByServiceResourceAndScope() {
    Translated translated =
        Translated.ofJson(
            ZipkinFormat.V2_JSON,
            """
            [{'traceId':'1','id':'1','timestamp':1,'localEndpoint':{'serviceName':'a'},'tags':{'host.name':'h','os.type':'x'}},
             {'traceId':'1','id':'2','timestamp':1,'localEndpoint':{'serviceName':'b'}},
             {'traceId':'1','id':'3','timestamp':1,'localEndpoint':{'serviceName':'a'},'tags':{'os.type':'x','host.name':'h'}},
             {'traceId':'1','id':'4','timestamp':1,'localEndpoint':{'serviceName':'a'},'tags':{'host.name':'i'}},
             {'traceId':'1','id':'5','timestamp':1,'localEndpoint':{'serviceName':'b'},'tags':{'otel.scope.name':'s'}}]
            """);

    assertThat(translated.request().getResourceSpansList())
        .extracting(
            resource ->
                resource.getScopeSpansList().stream()
                    .map(
                        scope ->
                            scope.getSpansList().stream()
                                .map(span -> hex(span.getSpanId()).substring(15))
                                .toList()
                                .toString())
                    .toList()
                    .toString())
        .containsExactly("[[1, 3]]", "[[2], [5]]", "[[4]]");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'otel.status_code':'OK'; OK; ``; {}",
        "'otel.status_code':'Ok','otel.status_description':'fine'; OK; fine; {}",
        "'otel.status_code':'STATUS_CODE_ERROR','otel.status_description':'bad'; ERROR; bad; {}",
        "'otel.status_code':'Unset'; UNSET; ``; {}",
        "'otel.status_code':'Unset','error':'true'; ERROR; ``; {}",
        "'otel.status_code':'other'; UNSET; ``; {otel.status_code=other}",
        "'otel.status_code':'ERROR','error':'bad'; ERROR; bad; {error=bad}",
        "'otel.status_code':'ERROR','otel.status_description':'why','error':'bad'; ERROR; why; {error=bad}",
        "'otel.status_code':'OK','error':'bad'; OK; ``; {error=bad}",
        "'error':'true'; ERROR; ``; {}",
        "'error':''; ERROR; ``; {}",
        "'error':true; ERROR; ``; {}",
        "'error':'timed out'; ERROR; timed out; {error=timed out}",
        "'error':'false'; ERROR; ``; {error=false}",
        "'http.status_code':'500'; UNSET; ``; {http.status_code=500}"
      })
  void theStatusIsInTags(String tags, String code, String message, String attributes) {
    Translated translated = tags(tags);

    assertThat(translated.span().getStatus().getCode())
        .isEqualTo(StatusCode.valueOf("STATUS_CODE_" + code));
    assertThat(translated.span().getStatus().getMessage()).isEqualTo(message);
    assertThat(translated.attributes().toString()).isEqualTo(attributes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "census.status_code=0; OK; ``; {}",
        "census.status_code=5 census.status_description=gone; ERROR; gone; {}",
        "otel.status_code=ERROR; ERROR; ``; {}",
        "error=boom; ERROR; boom; {error=boom}",
        "http.status_code=404; ERROR; ``; {http.status_code=404}",
        "http.status_code=399; UNSET; ``; {http.status_code=399}",
        "http.status_code=often; UNSET; ``; {http.status_code=often}"
      })
  void sendersOfTheFirstVersionSayMoreAboutTheStatus(
      String facts, String code, String message, String attributes) {
    StringBuilder json = new StringBuilder();
    for (String fact : facts.split(" ", -1)) {
      String[] parts = fact.split("=", -1);
      json.append(json.isEmpty() ? "" : ",")
          .append("{'key':'%s','value':'%s'}".formatted(parts[0], parts[1]));
    }
    Translated translated =
        Translated.ofJson(
            ZipkinFormat.V1_JSON, "[{%s,%s,'binaryAnnotations':[%s]}]".formatted(IDS, TIME, json));

    assertThat(translated.span().getStatus().getCode())
        .isEqualTo(StatusCode.valueOf("STATUS_CODE_" + code));
    assertThat(translated.span().getStatus().getMessage()).isEqualTo(message);
    assertThat(translated.attributes().toString()).isEqualTo(attributes);
  }
}
