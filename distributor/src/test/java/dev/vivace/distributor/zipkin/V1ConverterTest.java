package dev.vivace.distributor.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.model.error.InvalidRequestException;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of spans of the first version, in which one span may be both sides of a call.
class V1ConverterTest {

  private static final String CLIENT = "{'serviceName':'web','ipv4':'10.0.0.1','port':80}";
  private static final String SERVER = "{'serviceName':'db','ipv4':'10.0.0.2','port':5432}";

  private static Translated span(String fields) {
    return Translated.ofJson(
        ZipkinFormat.V1_JSON,
        "[{'traceId':'7','id':'a1','name':'get',%s}]"
            .formatted(fields.replace("$CLIENT", CLIENT).replace("$SERVER", SERVER)));
  }

  private static String events(Translated translated) {
    return translated.spans().stream()
        .map(
            span ->
                "%s %d-%d %s"
                    .formatted(
                        span.getKind().name().substring("SPAN_KIND_".length()),
                        span.getStartTimeUnixNano() / 1000,
                        span.getEndTimeUnixNano() / 1000,
                        span.getEventsList().stream().map(Span.Event::getName).toList()))
        .collect(Collectors.joining(", "));
  }

  private static String annotations(String events) {
    return events
        .lines()
        .flatMap(line -> List.of(line.trim().split(" ", -1)).stream())
        .filter(event -> !event.isEmpty())
        .map(event -> event.split("@", -1))
        .map(
            parts ->
                "{'value':'%s','timestamp':%s%s}"
                    .formatted(
                        parts[0], parts[1], parts.length > 2 ? ",'endpoint':$" + parts[2] : ""))
        .collect(Collectors.joining(",", "'annotations':[", "]"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "cs@10@CLIENT cr@50@CLIENT; ``; CLIENT 10-50 []",
        "cs@10@CLIENT cr@50@CLIENT; 'timestamp':9,'duration':42,; CLIENT 9-51 []",
        "sr@20@SERVER ss@40@SERVER; ``; SERVER 20-40 []",
        "cs@10@CLIENT sr@20@SERVER ss@40@SERVER cr@50@CLIENT; ``; CLIENT 10-50 [], SERVER 20-40 []",
        "cs@10@CLIENT sr@20@CLIENT ss@40@CLIENT cr@50@CLIENT; ``; CLIENT 10-50 [], SERVER 20-40 []",
        "cs@10@CLIENT sr@20@SERVER; ``; CLIENT 10-10 [], SERVER 20-20 []",
        "cs@10@CLIENT x@15@CLIENT cr@50@CLIENT y@16; ``; CLIENT 10-50 [x, y]",
        "cs@10@CLIENT; ``; CLIENT 10-10 []",
        "cr@50@CLIENT; ``; CLIENT 50-50 [cr]",
        "ss@50@SERVER; 'timestamp':20,'duration':30,; SERVER 20-50 []",
        "ms@10@CLIENT; ``; PRODUCER 10-10 []",
        "ms@10@CLIENT ws@13@CLIENT; ``; PRODUCER 10-13 []",
        "mr@20@SERVER; ``; CONSUMER 20-20 []",
        "wr@18@SERVER mr@20@SERVER; ``; CONSUMER 18-20 []",
        "ms@10@CLIENT mr@20@SERVER; ``; PRODUCER 10-10 [], CONSUMER 20-20 []",
        "ws@10@CLIENT wr@20@CLIENT; 'timestamp':5,; UNSPECIFIED 5-5 [ws, wr]",
        "cs@10 cr@50; 'timestamp':5,; UNSPECIFIED 5-5 [cs, cr]",
        "a@7@CLIENT b@8@SERVER; 'timestamp':5,; UNSPECIFIED 5-5 [a], UNSPECIFIED 8-8 [b]",
        "x@9; ``; UNSPECIFIED 9-9 [x]"
      })
  void bordersOfACallSetKindAndTime(String events, String fields, String expected) {
    assertThat(events(span(fields + annotations(events)))).isEqualTo(expected);
  }

  @Test
  void aSpanOfBothSidesIsTwoSpansWithOneId() {
    Translated translated =
        span(
            annotations("cs@10@CLIENT sr@20@SERVER ss@40@SERVER cr@50@CLIENT")
                + ",'binaryAnnotations':[{'key':'sa','value':true,'endpoint':$SERVER},"
                + "{'key':'http.path','value':'/x','endpoint':$CLIENT}]");

    assertThat(translated.spans())
        .extracting(Span::getSpanId)
        .hasSize(2)
        .containsOnly(translated.spans().getFirst().getSpanId());
    assertThat(translated.spans())
        .extracting(Span::getKind)
        .containsExactly(SpanKind.SPAN_KIND_CLIENT, SpanKind.SPAN_KIND_SERVER);
    assertThat(translated.request().getResourceSpansList())
        .extracting(V1ConverterTest::service)
        .containsExactly("web", "db");
    assertThat(Translated.values(translated.spans().getFirst().getAttributesList()))
        .containsOnly(
            entry("http.path", "/x"),
            entry("peer.service", "db"),
            entry("net.host.ip", "10.0.0.1"),
            entry("net.host.port", 80L),
            entry("net.peer.ip", "10.0.0.2"),
            entry("net.peer.port", 5432L));
  }

  private static String service(ResourceSpans resource) {
    return resource.getResource().getAttributes(0).getValue().getStringValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "'1'", "'true'", "1"})
  void anAddressHasNoValueButTrueInWhateverForm(String value) {
    Translated translated =
        span(
            annotations("cs@10@CLIENT")
                + ",'binaryAnnotations':[{'key':'sa','value':%s,'endpoint':$SERVER}]"
                    .formatted(value));

    assertThat(translated.attributes()).containsEntry("peer.service", "db").doesNotContainKey("sa");
  }

  @Test
  void theAddressOfTheClientUnderTheServersNameHasNoName() {
    Translated translated =
        span(
            annotations("sr@10@SERVER")
                + ",'binaryAnnotations':[{'key':'ca','value':true,'endpoint':{'serviceName':'db','port':9999}}]");

    assertThat(translated.attributes())
        .containsEntry("net.peer.port", 9999L)
        .doesNotContainKey("peer.service");
  }

  @Test
  void theBrokerIsThePeerOfBothSides() {
    Translated translated =
        span(
            annotations("ms@10@CLIENT mr@20@SERVER")
                + ",'binaryAnnotations':[{'key':'ma','value':true,'endpoint':{'serviceName':'queue'}}]");

    assertThat(translated.spans())
        .allSatisfy(
            span ->
                assertThat(Translated.values(span.getAttributesList()))
                    .containsEntry("peer.service", "queue"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "ca; SPAN_KIND_SERVER; db; ``",
        "sa; SPAN_KIND_UNSPECIFIED; db; ``",
        "ca sa; SPAN_KIND_UNSPECIFIED; db; db"
      })
  void addressesWithoutBordersArePeers(String keys, SpanKind kind, String peer, String service) {
    String facts =
        List.of(keys.split(" ", -1)).stream()
            .map(key -> "{'key':'%s','value':true,'endpoint':$SERVER}".formatted(key))
            .collect(Collectors.joining(","));
    Translated translated = span("'timestamp':5,'binaryAnnotations':[" + facts + "]");

    assertThat(translated.span().getKind()).isEqualTo(kind);
    assertThat(translated.attributes()).containsEntry("peer.service", peer);
    assertThat(translated.resourceAttributes().getOrDefault("service.name", "")).isEqualTo(service);
  }

  @Test
  void theLocalComponentNamesASpanWithoutService() {
    Translated named =
        span("'timestamp':5,'binaryAnnotations':[{'key':'lc','value':'cache','endpoint':null}]");
    Translated marker =
        span("'timestamp':5,'binaryAnnotations':[{'key':'lc','value':'','endpoint':$CLIENT}]");

    assertThat(named.resourceAttributes()).containsExactly(entry("service.name", "cache"));
    assertThat(named.attributes()).containsExactly(entry("lc", "cache"));
    assertThat(marker.resourceAttributes()).containsExactly(entry("service.name", "web"));
    assertThat(marker.attributes()).doesNotContainKey("lc");
  }

  @Test
  void moreServicesThanACallHasAreRefused() {
    String events =
        IntStream.range(0, 65)
            .mapToObj(
                i -> "{'value':'x','timestamp':1,'endpoint':{'serviceName':'s%d'}}".formatted(i))
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> span("'annotations':[" + events + "]"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("more than 64 services");
  }
}
