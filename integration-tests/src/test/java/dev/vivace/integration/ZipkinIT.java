package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brave.ScopedSpan;
import brave.Span;
import brave.Tracing;
import brave.handler.SpanHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zipkin2.reporter.AsyncReporter;
import zipkin2.reporter.BytesEncoder;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.SpanBytesEncoder;
import zipkin2.reporter.brave.ZipkinSpanHandler;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/// Senders of Zipkin's formats. Brave with Zipkin's reporter: a client and a server that report the
/// two sides of one call, which share a span id, each by itself. And py_zipkin.
@Tag("client")
class ZipkinIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final Path SHOP = TestRun.resource("clients/zipkin");
  private static final Duration ARRIVAL_DEADLINE = Duration.ofSeconds(60);

  private static String zipkin;
  private static TraceClient traces;

  @BeforeAll
  static void start() {
    String endpoint = "127.0.0.1:" + FreePorts.next();
    zipkin = "http://" + endpoint;
    traces =
        new TraceClient(
            SERVERS
                .start(Settings.unlimited().with("distributor.receivers.zipkin.endpoint", endpoint))
                .http());
  }

  @AfterAll
  static void close() {
    traces.close();
  }

  @ParameterizedTest(name = "{0} to {1}, compressed: {2}")
  @CsvSource({
    "JSON_V2, /api/v2/spans, true,  true",
    "JSON_V2, /api/v2/spans, false, false",
    "PROTO3,  /api/v2/spans, true,  true",
    "PROTO3,  /api/v2/spans, false, false",
    "JSON_V1, /api/v1/spans, true,  true",
    "THRIFT,  /api/v1/spans, false, true",
  })
  void bothSidesOfACallComeBack(
      SpanBytesEncoder encoder, String path, boolean compressed, boolean hasLongIds)
      throws Exception {
    String traceId = call(encoder, path, compressed, hasLongIds);

    List<Stored> spans = read(traceId, 3);

    assertThat(spans)
        .extracting(s -> s.service() + " " + s.span().getName() + " " + s.span().getKind())
        .containsExactlyInAnyOrder(
            "web get SPAN_KIND_CLIENT",
            "db get SPAN_KIND_SERVER",
            "db query SPAN_KIND_UNSPECIFIED");
    Stored client = ofKind(spans, SpanKind.SPAN_KIND_CLIENT);
    Stored server = ofKind(spans, SpanKind.SPAN_KIND_SERVER);
    Stored query = ofKind(spans, SpanKind.SPAN_KIND_UNSPECIFIED);
    assertThat(server.span().getSpanId()).as("the shared id").isEqualTo(client.span().getSpanId());
    assertThat(query.span().getParentSpanId()).isEqualTo(server.span().getSpanId());
    assertThat(client.attribute("http.path")).isEqualTo("/größe");
    assertThat(client.attribute("peer.service")).isEqualTo("db");
    assertThat(client.span().getEventsList())
        .singleElement()
        .matches(e -> e.getName().equals("retry"));
    assertThat(query.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(query.span().getStatus().getMessage()).isEqualTo("closed: 東京");
    assertThat(spans)
        .allSatisfy(
            s ->
                assertThat(s.span().getEndTimeUnixNano())
                    .isGreaterThan(s.span().getStartTimeUnixNano()));
    assertThat(found("{ kind = server } > { name = `query` }", traceId)).isTrue();
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "V2_JSON,   /api/v2/spans, true",
    "V2_PROTO3, /api/v2/spans, true",
    "V1_JSON,   /api/v1/spans, false",
  })
  void aCallReportedFromPythonComesBack(String encoding, String path, String hasLongIds) {
    String python = Toolchain.python(SHOP.resolve("requirements.txt")) + "/venv/bin/python";
    List<String> command = List.of(python, "shop.py", zipkin + path, encoding, hasLongIds);
    String printed = Command.run(SHOP, Map.of(), ARRIVAL_DEADLINE, command).strip();

    List<Stored> spans = read(padded(printed), 2);

    Stored call = ofKind(spans, SpanKind.SPAN_KIND_SERVER);
    Stored query = ofKind(spans, SpanKind.SPAN_KIND_CLIENT);
    assertThat(spans).extracting(Stored::service).containsOnly("python-shop");
    assertThat(call.span().getName()).isEqualTo("checkout");
    assertThat(call.attribute("http.path")).isEqualTo("/größe");
    assertThat(call.attribute("net.host.ip")).isEqualTo("10.0.0.1");
    assertThat(call.span().getEventsList())
        .singleElement()
        .matches(e -> e.getName().equals("cached"));
    assertThat(query.span().getParentSpanId()).isEqualTo(call.span().getSpanId());
    assertThat(query.attribute("peer.service")).isEqualTo("db");
    assertThat(query.span().getStatus().getMessage()).isEqualTo("closed");
  }

  private static String padded(String traceId) {
    return "0".repeat(32 - traceId.length()) + traceId;
  }

  /// A call from `web` to `db`, which fails within; returns the trace's id.
  private static String call(
      SpanBytesEncoder encoder, String path, boolean compressed, boolean hasLongIds) {
    try (Reporting web = new Reporting("web", encoder, path, compressed, hasLongIds);
        Reporting db = new Reporting("db", encoder, path, compressed, hasLongIds)) {
      Span client = web.tracing.tracer().newTrace().name("get").kind(Span.Kind.CLIENT);
      client.remoteServiceName("db").start();
      client.tag("http.path", "/größe").annotate("retry");
      Span server =
          db.tracing.tracer().joinSpan(client.context()).name("get").kind(Span.Kind.SERVER).start();
      ScopedSpan query = db.tracing.tracer().startScopedSpanWithParent("query", server.context());
      query.error(new IllegalStateException("closed: 東京"));
      query.finish();
      server.finish();
      client.finish();
      return padded(client.context().traceIdString());
    }
  }

  /// One service and its reporter; closing sends what is left.
  private static final class Reporting implements AutoCloseable {
    private final URLConnectionSender sender;
    private final AsyncReporter<zipkin2.Span> reporter;
    private final Tracing tracing;

    Reporting(
        String service,
        BytesEncoder<zipkin2.Span> encoder,
        String path,
        boolean compressed,
        boolean hasLongIds) {
      sender =
          URLConnectionSender.newBuilder()
              .endpoint(zipkin + path)
              .encoding(Encoding.valueOf(encoder.encoding().name()))
              .compressionEnabled(compressed)
              .build();
      reporter = AsyncReporter.builder((BytesMessageSender) sender).build(encoder);
      SpanHandler handler = ZipkinSpanHandler.create(reporter);
      tracing =
          Tracing.newBuilder()
              .localServiceName(service)
              .traceId128Bit(hasLongIds)
              .addSpanHandler(handler)
              .build();
    }

    @Override
    public void close() {
      tracing.close();
      reporter.flush();
      reporter.close();
      sender.close();
    }
  }

  private record Stored(String service, io.opentelemetry.proto.trace.v1.Span span) {
    String attribute(String key) {
      return text(span.getAttributesList(), key);
    }
  }

  private static List<Stored> read(String traceId, int count) {
    ByteString id = ByteString.copyFrom(HexFormat.of().parseHex(traceId));
    await("all spans of trace " + traceId)
        .atMost(ARRIVAL_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> isKnown(traceId) && stored(traces.byId(id)).size() == count);
    return stored(traces.byId(id));
  }

  private static boolean isKnown(String traceId) {
    return traces.get("/api/v2/traces/" + traceId, "application/protobuf").statusCode() == 200;
  }

  private static List<Stored> stored(TracesData trace) {
    return trace.getResourceSpansList().stream()
        .flatMap(
            resource ->
                resource.getScopeSpansList().stream()
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(span -> new Stored(service(resource), span)))
        .toList();
  }

  private static String service(ResourceSpans resource) {
    return text(resource.getResource().getAttributesList(), "service.name");
  }

  private static String text(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  private static Stored ofKind(List<Stored> spans, SpanKind kind) {
    return spans.stream().filter(s -> s.span().getKind() == kind).findFirst().orElseThrow();
  }

  private static boolean found(String query, String traceId) {
    String q = URLEncoder.encode(query, StandardCharsets.UTF_8);
    JsonNode answer =
        TraceClient.tree(traces.get("/api/search?limit=100&q=" + q, "application/json"));
    for (JsonNode trace : answer.path("traces")) {
      String id = trace.path("traceID").asText();
      if (padded(id).equals(traceId)) {
        return true;
      }
    }
    return false;
  }
}
