package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import io.jaegertracing.internal.JaegerSpan;
import io.jaegertracing.internal.JaegerTracer;
import io.jaegertracing.internal.reporters.RemoteReporter;
import io.jaegertracing.internal.samplers.ConstSampler;
import io.jaegertracing.spi.Sender;
import io.jaegertracing.thrift.internal.senders.HttpSender;
import io.jaegertracing.thrift.internal.senders.UdpSender;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.opentracing.References;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Jaeger's Java client over both of its transports.
@Tag("client")
class JaegerClientIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String PROTOCOLS = "distributor.receivers.jaeger.protocols.";
  private static final Duration ARRIVAL_DEADLINE = Duration.ofSeconds(60);

  private static final int UDP_PORT = FreePorts.next();
  private static final int HTTP_PORT = FreePorts.next();

  private static VivaceProcess server;

  @BeforeAll
  static void start() {
    server =
        SERVERS.start(
            Settings.unlimited()
                .with(PROTOCOLS + "thrift_compact.endpoint", "127.0.0.1:" + UDP_PORT)
                .with(PROTOCOLS + "thrift_http.endpoint", "127.0.0.1:" + HTTP_PORT));
  }

  @ParameterizedTest(name = "over {0}, 128 bits: {1}")
  @CsvSource({"UDP, false", "UDP, true", "HTTP, false", "HTTP, true"})
  void spansComeBackAsOtlp(String transport, boolean is128Bit) throws Exception {
    String traceId = sendTrace(sender(transport), is128Bit);
    assertThat(traceId).hasSize(is128Bit ? 32 : 16);

    try (TraceClient client = new TraceClient(server.http())) {
      ByteString id = ByteString.copyFrom(HexFormat.of().parseHex(traceId));
      await("three spans")
          .atMost(ARRIVAL_DEADLINE)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> assertThat(spans(client.byId(id))).hasSize(3));
      TracesData trace = client.byId(id);

      assertResource(trace.getResourceSpans(0));
      Span root = span(trace, "GET /");
      Span child = span(trace, "SELECT");
      Span later = span(trace, "mail");
      assertRoot(root, traceId);
      assertChild(child, root);
      assertFollower(later, root);
    }
  }

  private static Sender sender(String transport) throws Exception {
    return transport.equals("UDP")
        ? new UdpSender("127.0.0.1", UDP_PORT, 0)
        : new HttpSender.Builder("http://127.0.0.1:%d/api/traces".formatted(HTTP_PORT)).build();
  }

  /// The trace's id as the client shows it.
  private static String sendTrace(Sender sender, boolean is128Bit) {
    JaegerTracer.Builder builder =
        new JaegerTracer.Builder("shop")
            .withSampler(new ConstSampler(true))
            .withReporter(new RemoteReporter.Builder().withSender(sender).build())
            .withTag("deployment", "test");
    try (JaegerTracer tracer = (is128Bit ? builder.withTraceId128Bit() : builder).build()) {
      JaegerSpan root =
          tracer
              .buildSpan("GET /")
              .withTag("span.kind", "server")
              .withTag("http.status_code", 404)
              .withTag("text", "größe")
              .withTag("real", 0.5)
              .start();
      root.setBaggageItem("user", "7");
      JaegerSpan child =
          tracer
              .buildSpan("SELECT")
              .asChildOf(root)
              .withTag("span.kind", "client")
              .withTag("error", true)
              .start();
      child.log(Map.of("event", "retry", "attempt", 2));
      child.log("closed");
      child.finish();
      tracer
          .buildSpan("mail")
          .addReference(References.FOLLOWS_FROM, root.context())
          .start()
          .finish();
      root.finish();
      return root.context().getTraceId();
    }
  }

  private static List<Span> spans(TracesData trace) {
    return trace.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static Span span(TracesData trace, String name) {
    return spans(trace).stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no span '%s' in %s".formatted(name, trace)));
  }

  private static void assertResource(ResourceSpans resource) {
    assertThat(resource.getResource().getAttributesList())
        .extracting(KeyValue::getKey)
        .contains("service.name", "host.name", "opencensus.exporterversion", "deployment", "ip")
        .doesNotContain("hostname", "jaeger.version");
    assertThat(resource.getResource().getAttributes(0).getValue().getStringValue())
        .isEqualTo("shop");
  }

  private static void assertRoot(Span root, String traceId) {
    assertThat(HexFormat.of().formatHex(root.getTraceId().toByteArray()))
        .isEqualTo("0".repeat(32 - traceId.length()) + traceId);
    assertThat(root.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(root.getParentSpanId().isEmpty()).isTrue();
    assertThat(root.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(root.getAttributesList())
        .extracting(KeyValue::getKey)
        .contains("http.status_code", "text", "real", "sampler.type")
        .doesNotContain("span.kind");
    assertThat(root.getEndTimeUnixNano()).isGreaterThanOrEqualTo(root.getStartTimeUnixNano());
    assertThat(root.getEventsList()).extracting(Span.Event::getName).contains("baggage");
  }

  private static void assertChild(Span child, Span root) {
    assertThat(child.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(child.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(child.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(child.getLinksList()).isEmpty();
    assertThat(child.getEventsList())
        .extracting(Span.Event::getName)
        .containsExactly("retry", "closed");
    assertThat(child.getEvents(0).getAttributes(0).getKey()).isEqualTo("attempt");
  }

  private static void assertFollower(Span later, Span root) {
    assertThat(later.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(later.getLinksList()).hasSize(1);
    assertThat(later.getLinks(0).getSpanId()).isEqualTo(root.getSpanId());
    assertThat(later.getLinks(0).getAttributes(0).getValue().getStringValue())
        .isEqualTo("follows_from");
  }
}
