package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.data.LoadTraces;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shapes of the answers for one trace.
class ApiIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String JSON = "application/json";
  private static final String LLM = "application/vnd.grafana.llm";
  private static final String UNKNOWN_ID = "0123456789abcdef0123456789abcdef";

  private static VivaceProcess server;
  private static TraceClient api;
  private static Span root;

  @BeforeAll
  static void storeOneTrace() {
    server = SERVERS.start(Settings.unlimited());
    api = new TraceClient(server.http());
    var request = new LoadTraces(TestRun.seed(), 1_767_225_600_000_000_000L).request(0);
    root = request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    try (GrpcSender sender = GrpcSender.plain(server.otlpGrpc())) {
      assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
    }
  }

  @AfterAll
  static void closeClient() {
    api.close();
  }

  private static String rootId() {
    return TraceClient.hex(root.getTraceId());
  }

  @Test
  void receivedSpansAreCounted() {
    assertThat(TraceClient.text(api.get("/metrics", "*/*")))
        .containsPattern("tempo_distributor_spans_received_total\\{[^}]*tenant=\"single-tenant\"");
  }

  @Test
  void jsonOfVersion2HasBase64IdsNamedEnumsAndQuotedTimes() {
    HttpResponse<byte[]> response = api.get("/api/v2/traces/" + rootId(), JSON);

    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(JSON);
    JsonNode answer = TraceClient.tree(response);
    assertThat(answer.has("metrics")).isTrue();
    assertThat(answer.has("status")).as("status of a complete answer").isFalse();
    JsonNode span = span(answer.at("/trace/resourceSpans"));
    assertThat(span.path("traceId").asText()).isEqualTo(base64(root.getTraceId().toByteArray()));
    assertThat(span.path("kind").asText()).isEqualTo(root.getKind().name());
    assertThat(span.path("startTimeUnixNano").isTextual()).isTrue();
    assertThat(span.path("startTimeUnixNano").asText())
        .isEqualTo(Long.toString(root.getStartTimeUnixNano()));
    assertThat(span.path("status").isObject()).as("status is always there").isTrue();
  }

  @Test
  void jsonOfVersion1CallsItsEnvelopesBatches() {
    JsonNode answer = TraceClient.tree(api.get("/api/traces/" + rootId(), JSON));

    assertThat(span(answer.path("batches")).path("name").asText()).isEqualTo(root.getName());
  }

  @Test
  void theFormForLanguageModelsIsFlatAndHasHexIds() {
    HttpResponse<byte[]> response = api.get("/api/v2/traces/" + rootId(), LLM);

    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(LLM + "+json");
    JsonNode trace = TraceClient.tree(response).path("trace");
    assertThat(trace.path("traceId").asText()).isEqualTo(rootId());
    JsonNode service = trace.path("services").path(0);
    assertThat(service.path("serviceName").asText()).isEqualTo("service-0");
    JsonNode spans = service.at("/scopes/0/spans");
    assertThat(spans).hasSize(5);
    assertThat(spans.findValuesAsText("spanId")).contains(TraceClient.hex(root.getSpanId()));
    assertThat(spans.findParents("rows")).allMatch(attributes -> attributes.path("rows").isInt());
  }

  @Test
  void leadingZerosOfAnIdMayBeLeftOut() {
    HttpResponse<byte[]> padded = api.get("/api/v2/traces/" + "0".repeat(31) + "1", JSON);
    HttpResponse<byte[]> shortened = api.get("/api/v2/traces/1", JSON);

    assertThat(shortened.statusCode()).isEqualTo(200);
    assertThat(TraceClient.tree(shortened)).isEqualTo(TraceClient.tree(padded));
  }

  @Test
  void anUnknownTraceIsAnEmptyAnswerInVersion2() {
    HttpResponse<byte[]> json = api.get("/api/v2/traces/" + UNKNOWN_ID, JSON);
    HttpResponse<byte[]> protobuf = api.get("/api/v2/traces/" + UNKNOWN_ID, "application/protobuf");

    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(TraceClient.tree(json).path("trace")).isEmpty();
    assertThat(protobuf.statusCode()).isEqualTo(200);
    assertThat(protobuf.body()).as("field 1, empty but present").startsWith(0x0a, 0x00);
  }

  @Test
  void anUnknownTraceIsNotFoundInVersion1() {
    HttpResponse<byte[]> response = api.get("/api/traces/" + UNKNOWN_ID, JSON);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/api/traces/xyz", "/api/v2/traces/12g4", "/api/v2/traces/not-hex"})
  void aTraceIdThatIsNotHexIsRefusedWithItsPlace(String path) {
    HttpResponse<byte[]> response = api.get(path, JSON);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TraceClient.text(response))
        .contains("trace IDs can only contain hex characters: invalid character");
  }

  @Test
  void anEndBeforeTheStartIsRefused() {
    HttpResponse<byte[]> response = api.get("/api/v2/traces/1?start=20&end=10", JSON);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TraceClient.text(response))
        .contains("http parameter start must be before end. received start=20 end=10");
  }

  private static JsonNode span(JsonNode envelopes) {
    String spanId = base64(root.getSpanId().toByteArray());
    return envelopes.findParents("spanId").stream()
        .filter(span -> span.path("spanId").asText().equals(spanId))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no span " + spanId + " in " + envelopes));
  }

  private static String base64(byte[] id) {
    return Base64.getEncoder().encodeToString(id);
  }

  @Test
  void aRequestThatIsSentTwiceIsShownOnce() {
    var request = new LoadTraces(TestRun.seed() + 1, 1_767_225_600_000_000_000L).request(0);
    try (GrpcSender sender = GrpcSender.plain(server.otlpGrpc())) {
      for (int i = 0; i < 2; i++) {
        assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
      }
    }
    Comparison.with(List.of(request)).check(api::byId).assertAsSent("after a second time");
  }

  /// Ends before starts, no times, ten years off, kinds and statuses that nobody knows.
  @Test
  void oddSpansAreStoredAndDisturbNoQuery() {
    long now = Instant.now().getEpochSecond() * 1_000_000_000;
    long decade = Duration.ofDays(3650).toNanos();
    long[][] times = {
      {now, now - 5}, {now, 0}, {0, 0}, {now - decade, now}, {now + decade, now + decade + 1}
    };
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = 0; i < times.length; i++) {
      spans.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFromUtf8("an odd trace id!"))
              .setSpanId(ByteString.copyFromUtf8("odd id " + i))
              .setName("odd")
              .setKindValue(90 + i)
              .setStatus(Status.newBuilder().setCodeValue(70 + i))
              .setStartTimeUnixNano(times[i][0])
              .setEndTimeUnixNano(times[i][1]));
    }
    var request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
            .build();
    try (GrpcSender sender = GrpcSender.plain(server.otlpGrpc())) {
      assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
    }

    Comparison.with(List.of(request)).check(api::byId).assertAsSent("odd spans");
    assertThat(traces("{ name = `odd` && kind = unspecified && status = unset }")).isEqualTo(1);
    assertThat(traces("{ name = `odd` && duration < 0s }")).isZero();
  }

  private static int traces(String query) {
    String q = URLEncoder.encode(query, StandardCharsets.UTF_8);
    var answer = api.get("/api/search?q=" + q, JSON);
    assertThat(answer.statusCode()).as(TraceClient.text(answer)).isEqualTo(200);
    return TraceClient.tree(answer).path("traces").size();
  }
}
