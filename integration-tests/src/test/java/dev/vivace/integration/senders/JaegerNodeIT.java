package dev.vivace.integration.senders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.compare.SentSpan;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Jaeger's client for Node.js, the only one that sends binary Thrift by UDP; and over HTTP.
@Tag("client")
class JaegerNodeIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final Path SHOP = TestRun.resource("clients/jaeger");
  private static final String PROTOCOLS = "distributor.receivers.jaeger.protocols.";
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int UDP_PORT = FreePorts.next();
  private static final int HTTP_PORT = FreePorts.next();

  private static VivaceProcess server;

  @BeforeAll
  static void start() {
    server =
        SERVERS.start(
            Settings.unlimited()
                .with(PROTOCOLS + "thrift_binary.endpoint", "127.0.0.1:" + UDP_PORT)
                .with(PROTOCOLS + "thrift_http.endpoint", "127.0.0.1:" + HTTP_PORT));
  }

  @ParameterizedTest(name = "over {0}, {1} bits")
  @CsvSource({"udp, 64", "udp, 128", "http, 64", "http, 128"})
  void spansComeBackAsOtlp(String transport, int bits) {
    String traceId = send(transport, bits);
    assertThat(traceId.length())
        .as(traceId)
        .isBetween(bits / 4 - 8, bits / 4); // No zeros in front.
    String padded = "0".repeat(32 - traceId.length()) + traceId;

    try (TraceClient client = new TraceClient(server.http())) {
      List<SentSpan> spans = read(client, ByteString.fromHex(padded));
      assertThat(spans).allSatisfy(JaegerNodeIT::assertResource);
      SentSpan root = named(spans, "GET /");
      assertRoot(root.span());
      assertChild(named(spans, "SELECT").span(), root.span());
      assertFollower(named(spans, "mail").span(), root.span());
    }
  }

  private static String send(String transport, int bits) {
    Path modules = Toolchain.node(SHOP.resolve("package.json")).resolve("node_modules");
    int port = transport.equals("udp") ? UDP_PORT : HTTP_PORT;
    List<String> command = List.of("node", "shop.js", transport, "" + port, "" + bits);
    String printed = Command.run(SHOP, Map.of("NODE_PATH", modules.toString()), DEADLINE, command);
    return printed.strip();
  }

  private static List<SentSpan> read(TraceClient client, ByteString traceId) {
    String path = "/api/v2/traces/" + HexFormat.of().formatHex(traceId.toByteArray());
    await("three spans")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                client.get(path, "application/protobuf").statusCode() == 200
                    && SentSpan.of(client.byId(traceId)).size() == 3);
    return SentSpan.of(client.byId(traceId));
  }

  private static SentSpan named(List<SentSpan> spans, String name) {
    return spans.stream().filter(s -> s.span().getName().equals(name)).findFirst().orElseThrow();
  }

  private static void assertResource(SentSpan span) {
    assertThat(span.resource().getAttributesList())
        .extracting(KeyValue::getKey)
        .contains("service.name", "host.name", "opencensus.exporterversion", "deployment")
        .doesNotContain("hostname", "jaeger.version");
    assertThat(value(span.resource().getAttributesList(), "service.name").getStringValue())
        .isEqualTo("node-shop");
  }

  private static void assertRoot(Span root) {
    assertThat(root.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(root.getParentSpanId().isEmpty()).isTrue();
    assertThat(root.getEndTimeUnixNano()).isGreaterThanOrEqualTo(root.getStartTimeUnixNano());
    List<KeyValue> attributes = root.getAttributesList();
    assertThat(value(attributes, "text").getStringValue()).isEqualTo("größe");
    assertThat(value(attributes, "http.status_code").getDoubleValue())
        .as("numbers of this client are doubles")
        .isEqualTo(404);
    assertThat(value(attributes, "real").getDoubleValue()).isEqualTo(0.5);
    assertThat(value(attributes, "flag").getBoolValue()).isTrue();
    assertThat(attributes).noneMatch(attribute -> attribute.getKey().equals("span.kind"));
  }

  private static void assertChild(Span child, Span root) {
    assertThat(child.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(child.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    assertThat(child.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(child.getEventsList()).extracting(Span.Event::getName).containsExactly("retry");
    assertThat(value(child.getEvents(0).getAttributesList(), "attempt").getDoubleValue())
        .isEqualTo(2);
  }

  private static void assertFollower(Span later, Span root) {
    assertThat(later.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(later.getLinksList())
        .singleElement()
        .matches(link -> link.getSpanId().equals(root.getSpanId()));
  }

  private static AnyValue value(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s in %s".formatted(key, attributes)));
  }
}
