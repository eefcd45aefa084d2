package dev.vivace.distributor.jaeger;

import static dev.vivace.distributor.jaeger.ThriftBatches.batch;
import static dev.vivace.distributor.jaeger.ThriftBatches.binary;
import static dev.vivace.distributor.jaeger.ThriftBatches.bool;
import static dev.vivace.distributor.jaeger.ThriftBatches.real;
import static dev.vivace.distributor.jaeger.ThriftBatches.span;
import static dev.vivace.distributor.jaeger.ThriftBatches.text;
import static dev.vivace.distributor.jaeger.ThriftBatches.whole;
import static dev.vivace.distributor.jaeger.Translated.only;
import static dev.vivace.distributor.jaeger.Translated.shown;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.model.bytes.Slice;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of what becomes of a span of Jaeger, line by line.
class SpanTranslatorTest {

  private static final String TRACE = "0000000000000001" + "0000000000000002";

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Test
  void idsAreUnsignedNumbersHighFirst() throws Exception {
    var span = only(new Span(-1, 0x0123456789abcdefL, -2, 5, "name", 0, 0, 0));

    assertThat(hex(span.getTraceId())).isEqualTo("0123456789abcdefffffffffffffffff");
    assertThat(hex(span.getSpanId())).isEqualTo("fffffffffffffffe");
    assertThat(hex(span.getParentSpanId())).isEqualTo("0000000000000005");
    assertThat(span.getName()).isEqualTo("name");
  }

  @Test
  void aTraceIdOf64BitsHasZerosInFront() throws Exception {
    assertThat(hex(only(new Span(0x0ab, 0, 3, 0, "", 0, 0, 0)).getTraceId()))
        .isEqualTo("000000000000000000000000000000ab");
  }

  @ParameterizedTest(name = "{0} and {1} µs")
  @CsvSource({"5, 7, 5000, 12000", "5, 0, 5000, 5000", "5, -1, 5000, 5000", "0, 0, 0, 0"})
  void timesAreMicroseconds(long start, long duration, long startNanos, long endNanos)
      throws Exception {
    var span = only(new Span(2, 1, 3, 0, "", 0, start, duration));

    assertThat(span.getStartTimeUnixNano()).isEqualTo(startNanos);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(endNanos);
  }

  @ParameterizedTest(name = "flags {0}")
  @CsvSource({"0, 0", "1, 1", "2, 0", "3, 1", "-1, 1"})
  void onlyTheSampledFlagIsOtlps(int flags, int expected) throws Exception {
    assertThat(only(new Span(2, 1, 3, 0, "", flags, 0, 0)).getFlags()).isEqualTo(expected);
  }

  @Test
  void tagsKeepTheirTypes() throws Exception {
    var span =
        only(
            span(
                "",
                text("s", "x"),
                bool("b", true),
                whole("l", -9),
                real("d", 1.5),
                binary("raw", (byte) 'y')));

    assertThat(shown(span.getAttributesList()))
        .containsExactly("s='x'", "b=true", "l=-9", "d=1.5d", "raw=bytes y");
  }

  @Test
  void ofARepeatedKeyTheLastValueWinsAtThePlaceOfTheFirst() throws Exception {
    var span = only(span("", whole("a", 1), text("b", "x"), text("a", "2"), bool("a", false)));

    assertThat(shown(span.getAttributesList())).containsExactly("a=false", "b='x'");
  }

  @Test
  void manyKeysAreToldApart() throws Exception {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      tags.add(whole("key-" + i % 3000, i));
    }
    Span many = span("").setTags(tags);

    List<String> attributes = shown(only(many).getAttributesList());
    assertThat(attributes).hasSize(3000).startsWith("key-0=3000", "key-1=3001");
    assertThat(attributes).endsWith("key-2999=5999");
  }

  @Test
  void aTagOfAnUnknownTypeSaysSo() throws Exception {
    JaegerSpan span = new JaegerSpan();
    span.reset(new byte[] {'k'});
    span.tags.add(Slice.of(0, 1), TagType.UNKNOWN, 7);
    OtlpRequestWriter out = new OtlpRequestWriter(1 << 20, _ -> {});
    out.beginResource();
    new SpanTranslator().translate(span, out);

    assertThat(shown(only(ExportTraceServiceRequest.parseFrom(out.finish())).getAttributesList()))
        .containsExactly("k='<Unknown Jaeger TagType \"7\">'");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "internal, 1",
    "server, 2",
    "client, 3",
    "producer, 4",
    "consumer, 5",
    "SERVER, 2",
    "other, 0",
    "'', 0",
  })
  void theKindIsATag(String word, int kind) throws Exception {
    var span = only(span("", text("span.kind", word)));

    assertThat(span.getKindValue()).isEqualTo(kind);
    assertThat(span.getAttributesList()).isEmpty();
  }

  @Test
  void aKindThatIsNoTextIsUnspecified() throws Exception {
    var span = only(span("", whole("span.kind", 2)));

    assertThat(span.getKindValue()).isZero();
    assertThat(span.getAttributesList()).isEmpty();
  }

  /// Tags: name, type and value, separated by blanks; types: b bool, s text, l whole, d real.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "b error true | 2 | '' | ''",
        "s error true | 2 | '' | ''",
        "s error TRUE | 2 | '' | ''",
        "b error false | 0 | '' | error=false",
        "s error false | 0 | '' | error='false'",
        "s error oops | 0 | '' | error='oops'",
        "l error 1 | 0 | '' | error=1",
        "b error true, s otel.status_description why | 2 | why | ''",
        "b error true, s otel.status_message why, s otel.status_code ERROR | 2 | why | ''",
        "s otel.status_code OK, s otel.status_message why | 1 | why | ''",
        "b error true, s otel.status_description a, s otel.status_message b | 2 | a | otel.status_message='b'",
        "b error true, s http.status_message Gone | 2 | Gone | http.status_message='Gone'",
        "b error true, s otel.status_description a, s http.status_message b | 2 | a | http.status_message='b'",
        "b error true, s otel.status_code OK | 2 | '' | ''",
        "s otel.status_code OK | 1 | '' | ''",
        "s otel.status_code ok, b error false | 1 | '' | error=false",
        "s otel.status_code ERROR, s otel.status_description why | 2 | why | ''",
        "s otel.status_code error, s http.status_message x | 2 | '' | http.status_message='x'",
        "s otel.status_code UNSET | 0 | '' | ''",
        "s otel.status_code strange | 0 | '' | otel.status_code='strange'",
        "s otel.status_description why | 0 | '' | otel.status_description='why'",
        "s otel.status_code OK, l http.status_code 500 | 1 | '' | http.status_code=500",
        "l http.status_code 99 | 2 | '' | http.status_code=99",
        "l http.status_code 100 | 0 | '' | http.status_code=100",
        "l http.status_code 200 | 0 | '' | http.status_code=200",
        "l http.status_code 399 | 0 | '' | http.status_code=399",
        "l http.status_code 400 | 2 | '' | http.status_code=400",
        "l http.status_code 404, s span.kind client | 2 | '' | http.status_code=404",
        "l http.status_code 404, s span.kind server | 0 | '' | http.status_code=404",
        "l http.status_code 404, s span.kind internal | 2 | '' | http.status_code=404",
        "l http.status_code 500, s span.kind server | 2 | '' | http.status_code=500",
        "l http.status_code 600 | 2 | '' | http.status_code=600",
        "l http.status_code -1 | 2 | '' | http.status_code=-1",
        "s http.status_code 503 | 2 | '' | http.status_code='503'",
        "s http.status_code 200 | 0 | '' | http.status_code='200'",
        "s http.status_code fine | 0 | '' | http.status_code='fine'",
        "d http.status_code 502 | 2 | '' | http.status_code=502.0d",
        "l http.status_code 500, s http.status_message Oh | 2 | Oh | http.status_code=500 http.status_message='Oh'",
        "l http.status_code 500, b error false | 2 | '' | http.status_code=500 error=false",
      })
  void theStatusIsSeveralTags(String tags, int code, String message, String left) throws Exception {
    List<Tag> sent = new ArrayList<>();
    for (String tag : tags.split(", ", -1)) {
      String[] parts = tag.split(" ", 3);
      sent.add(
          switch (parts[0]) {
            case "b" -> bool(parts[1], Boolean.parseBoolean(parts[2]));
            case "l" -> whole(parts[1], Long.parseLong(parts[2]));
            case "d" -> real(parts[1], Double.parseDouble(parts[2]));
            default -> text(parts[1], parts[2]);
          });
    }
    var span = only(span("").setTags(sent));

    assertThat(span.getStatus().getCodeValue()).isEqualTo(code);
    assertThat(span.getStatus().getMessage()).isEqualTo(message);
    assertThat(String.join(" ", shown(span.getAttributesList()))).isEqualTo(left);
  }

  @Test
  void theTraceStateIsATag() throws Exception {
    var span = only(span("", text("w3c.tracestate", "a=b")));

    assertThat(span.getTraceState()).isEqualTo("a=b");
    assertThat(span.getAttributesList()).isEmpty();
  }

  @Test
  void spansAreGroupedByTheScopeOfTheirTags() throws Exception {
    ExportTraceServiceRequest request =
        Translated.thrift(
            batch(
                span("new", text("otel.scope.name", "lib"), text("otel.scope.version", "1")),
                span("none"),
                span("old", text("otel.library.name", "lib"), text("otel.library.version", "1"))));

    var scopes = request.getResourceSpans(0).getScopeSpansList();
    assertThat(scopes).hasSize(2);
    assertThat(scopes.getFirst().getScope().getName()).isEqualTo("lib");
    assertThat(scopes.getFirst().getScope().getVersion()).isEqualTo("1");
    assertThat(scopes.getFirst().getSpansList())
        .extracting(io.opentelemetry.proto.trace.v1.Span::getName)
        .containsExactly("new", "old");
    assertThat(scopes.getFirst().getSpansList())
        .allSatisfy(span -> assertThat(span.getAttributesList()).isEmpty());
    assertThat(scopes.getLast().getSpansList())
        .extracting(io.opentelemetry.proto.trace.v1.Span::getName)
        .containsExactly("none");
  }

  /// References: type, trace id's low half, span id. The trace of the span is 1:2.
  @ParameterizedTest(name = "parent {0}, references {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "9 | '' | 9 | ''",
        "9 | C 2 9 | 9 | ''",
        "9 | C 2 8 | 9 | child_of 2 8",
        "9 | C 2 8, C 2 9 | 9 | child_of 2 8",
        "9 | F 2 9 | 9 | follows_from 2 9",
        "0 | C 2 8 | 8 | ''",
        "0 | C 2 8, C 2 7 | 8 | child_of 2 7",
        "0 | C 5 8 | 0 | child_of 5 8",
        "0 | F 2 8 | 8 | follows_from 2 8",
        "0 | F 2 6, C 2 8 | 8 | follows_from 2 6",
        "0 | F 5 6, F 2 8 | 8 | follows_from 5 6, follows_from 2 8",
        "0 | C 5 6, F 2 8 | 8 | child_of 5 6, follows_from 2 8",
      })
  void oneReferenceIsTheParentAndTheOthersAreLinks(
      long parentId, String references, long expectedParent, String expectedLinks)
      throws Exception {
    List<SpanRef> sent = new ArrayList<>();
    for (String reference : references.isEmpty() ? new String[0] : references.split(", ", -1)) {
      String[] parts = reference.split(" ", -1);
      sent.add(
          new SpanRef(
              parts[0].equals("C") ? SpanRefType.CHILD_OF : SpanRefType.FOLLOWS_FROM,
              Long.parseLong(parts[1]),
              1,
              Long.parseLong(parts[2])));
    }
    var span = only(new Span(2, 1, 3, parentId, "", 0, 0, 0).setReferences(sent));

    long parent =
        span.getParentSpanId().isEmpty()
            ? 0
            : span.getParentSpanId().asReadOnlyByteBuffer().getLong();
    assertThat(parent).isEqualTo(expectedParent);
    assertThat(
            String.join(
                ", ",
                span.getLinksList().stream()
                    .map(
                        link ->
                            "%s %d %d"
                                .formatted(
                                    link.getAttributes(0).getValue().getStringValue(),
                                    link.getTraceId().asReadOnlyByteBuffer().getLong(8),
                                    link.getSpanId().asReadOnlyByteBuffer().getLong()))
                    .toList()))
        .isEqualTo(expectedLinks);
    assertThat(span.getLinksList())
        .allSatisfy(
            link -> assertThat(link.getAttributes(0).getKey()).isEqualTo("opentracing.ref_type"));
  }

  @Test
  void idsThatAReferenceLacksAreEmpty() throws Exception {
    var span =
        only(
            new Span(2, 1, 3, 4, "", 0, 0, 0)
                .setReferences(
                    List.of(
                        new SpanRef(SpanRefType.FOLLOWS_FROM, 2, 1, 0),
                        new SpanRef(SpanRefType.FOLLOWS_FROM, 0, 0, 5))));

    assertThat(hex(span.getLinks(0).getTraceId())).isEqualTo(TRACE);
    assertThat(span.getLinks(0).getSpanId().isEmpty()).isTrue();
    assertThat(span.getLinks(1).getTraceId().isEmpty()).isTrue();
    assertThat(hex(span.getLinks(1).getSpanId())).isEqualTo("0000000000000005");
  }

  @Test
  void logsAreEventsNamedByTheirFieldEvent() throws Exception {
    var span =
        only(
            span("")
                .setLogs(
                    List.of(
                        new Log(6, List.of(text("event", "retry"), whole("n", 2))),
                        new Log(7, List.of(text("message", "no name"))),
                        new Log(8, List.of(text("event", "text"))),
                        new Log(
                            9,
                            List.of(
                                text("event", "baggage"), text("key", "k"), text("value", "v"))))));

    assertThat(span.getEventsList())
        .extracting(
            event ->
                event.getTimeUnixNano()
                    + " "
                    + event.getName()
                    + " "
                    + shown(event.getAttributesList()))
        .containsExactly(
            "6000 retry [n=2]",
            "7000  [message='no name']",
            "8000 text []",
            "9000 baggage [key='k', value='v']");
  }

  @Test
  void aProcessIsAResource() throws Exception {
    Process process =
        new Process("shop")
            .setTags(
                List.of(
                    text("hostname", "h1"),
                    text("jaeger.version", "Java-1.8.1"),
                    text("ip", "10.0.0.1"),
                    text("client-uuid", "u"),
                    whole("n", 1)));

    assertThat(resource(process))
        .containsExactly(
            "service.name='shop'",
            "host.name='h1'",
            "opencensus.exporterversion='Jaeger-Java-1.8.1'",
            "ip='10.0.0.1'",
            "client-uuid='u'",
            "n=1");
  }

  @Test
  void whatAProcessAlreadySaysInWordsOfOtlpStays() throws Exception {
    Process process =
        new Process("shop")
            .setTags(
                List.of(
                    text("hostname", "h1"),
                    text("host.name", "h2"),
                    text("jaeger.version", "v"),
                    text("opencensus.exporterversion", "w"),
                    text("service.name", "other")));

    assertThat(resource(process))
        .containsExactly("service.name='shop'", "host.name='h2'", "opencensus.exporterversion='w'");
  }

  @ParameterizedTest
  @CsvSource({"OTLPResourceNoServiceName", "''"})
  void aProcessMayHaveNoName(String name) throws Exception {
    assertThat(resource(new Process(name))).isEmpty();
  }

  private static List<String> resource(Process process) throws Exception {
    return shown(
        Translated.thrift(new Batch(process, List.of(span("x"))))
            .getResourceSpans(0)
            .getResource()
            .getAttributesList());
  }

  @Test
  void spansWithoutAnyContentAreSkippedAndCounted() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    JaegerMetrics metrics = new JaegerMetrics(registry, JaegerTransport.THRIFT_HTTP);

    var request =
        Translated.thrift(batch(new Span(0, 0, 0, 0, "", 0, 0, 0), span("kept")), metrics);

    assertThat(only(request).getName()).isEqualTo("kept");
    assertThat(request.getResourceSpans(0).getScopeSpans(0).getSpansCount()).isEqualTo(1);
    assertThat(registry.get("vivace_receiver_skipped_spans").counter().count()).isEqualTo(1);
  }
}
