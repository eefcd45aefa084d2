package dev.vivace.distributor.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;
import dev.vivace.transport.http.HttpTimeouts;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OtlpHttpTest {

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final Running.Settings settings = new Running.Settings();
  private Running running;

  @AfterEach
  void stop() {
    if (running != null) {
      assertThat(running.inFlightBytes()).isZero();
      running.close();
    }
  }

  private void start() {
    running = settings.start();
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  private static Status status(HttpResponse<byte[]> response)
      throws InvalidProtocolBufferException {
    return Status.parseFrom(response.body());
  }

  // ---- what is stored

  @ParameterizedTest(name = "{0} sent as {1}")
  @CsvSource({
    "none,          ",
    "none,          identity",
    "none,          Identity",
    "gzip,          gzip",
    "gzip,          GZIP",
    "gzip,          x-gzip",
    "zlib,          deflate",
    "raw deflate,   deflate",
    "zlib,          zlib",
    "zstd,          zstd",
    "snappy block,  snappy",
    "snappy frames, snappy",
  })
  void everyEncodingStoresTheSameBytes(String how, String encoding) throws Exception {
    start();
    byte[] protobuf = Requests.request(Requests.span("a".repeat(100_000))).toByteArray();
    byte[] json =
        Requests.json(Requests.jsonSpan(Requests.TRACE_ID, Requests.SPAN_ID, "b")).getBytes(UTF_8);

    var protobufAnswer = post(Requests.compress(how, protobuf), PROTOBUF, encoding);
    var jsonAnswer = post(Requests.compress(how, json), JSON, encoding);

    assertThat(protobufAnswer.statusCode()).as(text(protobufAnswer)).isEqualTo(200);
    assertThat(protobufAnswer.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(protobufAnswer.body()).isEmpty();
    assertThat(jsonAnswer.statusCode()).as(text(jsonAnswer)).isEqualTo(200);
    assertThat(jsonAnswer.headers().firstValue("content-type")).contains(JSON);
    assertThat(text(jsonAnswer)).isEqualTo("{}");
    var appended = running.intake.appended();
    assertThat(appended.get(0).payload()).isEqualTo(protobuf);
    assertThat(appended.get(0).format()).isEqualTo(WireFormat.OTLP_PROTOBUF);
    assertThat(appended.get(1).payload()).isEqualTo(json);
    assertThat(appended.get(1).format()).isEqualTo(WireFormat.OTLP_JSON);
    assertThat(appended.get(1).traceIds()).containsExactly(Requests.TRACE_ID);
  }

  private HttpResponse<byte[]> post(byte[] body, String type, String encoding) throws Exception {
    return encoding == null
        ? running.post(body, "content-type", type)
        : running.post(body, "content-type", type, "content-encoding", encoding);
  }

  @Test
  void theIntakeIsToldTenantTimeAndLimit() throws Exception {
    start();
    running.post(Requests.request(Requests.span("x")).toByteArray(), "content-type", PROTOBUF);

    var appended = running.intake.appended().getFirst();
    assertThat(appended.tenant()).isEqualTo(TenantId.SINGLE);
    assertThat(appended.receivedNanos())
        .isEqualTo(Running.NOW.getEpochSecond() * 1_000_000_000L + Running.NOW.getNano());
    assertThat(appended.maxAttributeBytes()).isEqualTo(2048);
  }

  @Test
  void aNegativeAttributeLimitIsNone() throws Exception {
    settings.limits.set(IngestLimits.unlimited(-1));
    start();
    running.post(Requests.request(Requests.span("x")).toByteArray(), "content-type", PROTOBUF);

    assertThat(running.intake.appended().getFirst().maxAttributeBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void chunksExpectationsAndHttp2AllArrive(HttpClient.Version version) throws Exception {
    start();
    byte[] body = Requests.request(Requests.span("x".repeat(60_000))).toByteArray();
    for (boolean expectContinue : new boolean[] {false, true}) {
      HttpRequest request =
          HttpRequest.newBuilder(running.uri("/v1/traces/?debug=true"))
              .header("content-type", PROTOBUF)
              .expectContinue(expectContinue)
              .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
              .build();
      var response = running.client(version).send(request, BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isEqualTo(200);
    }
    assertThat(running.intake.appended())
        .extracting(a -> a.payload().length)
        .containsOnly(body.length);
  }

  @Test
  void anEmptyRequestIsASuccessThatStoresNothing() throws Exception {
    start();
    byte[] envelopes =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.getDefaultInstance()))
            .build()
            .toByteArray();
    assertThat(running.post(new byte[0], "content-type", PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(running.post(envelopes, "content-type", PROTOBUF).statusCode()).isEqualTo(200);
    for (String json : new String[] {"{}", "null", "{\"resourceSpans\":[{}]}"}) {
      var response = running.post(json.getBytes(UTF_8), "content-type", JSON);
      assertThat(response.statusCode()).as(json).isEqualTo(200);
      assertThat(text(response)).isEqualTo("{}");
    }
    assertThat(running.intake.appended()).isEmpty();
  }

  // ---- refused spans

  @Test
  void oneBadSpanIsRefusedAndTheGoodOneStored() throws Exception {
    start();
    byte[] protobuf =
        Requests.request(Requests.span("good"), Requests.span("bad").setSpanId(Requests.bytes("")))
            .toByteArray();
    String json =
        Requests.json(
            Requests.jsonSpan(Requests.TRACE_ID, Requests.SPAN_ID, "good"),
            Requests.jsonSpan(Requests.TRACE_ID, "", "bad"));

    var protobufAnswer = running.post(protobuf, "content-type", PROTOBUF);
    var jsonAnswer = running.post(json.getBytes(UTF_8), "content-type", JSON);

    assertThat(protobufAnswer.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(protobufAnswer.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).endsWith(" (1 of 2 spans refused, this is the first)");
    assertThat(text(jsonAnswer))
        .startsWith("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"span 2 of ")
        .endsWith(" (1 of 2 spans refused, this is the first)\"}}");
    assertThat(running.intake.appended())
        .allSatisfy(a -> assertThat(a.names()).containsExactly("good"));
    assertThat(
            running.metric(
                "tempo_discarded_spans_total{reason=\"invalid_span_id\",tenant=\"single-tenant\"}"))
        .isEqualTo(2);
    assertThat(
            running.metric(
                "tempo_receiver_accepted_spans{receiver=\"otlp/otlp_receiver\",transport=\"http\"}"))
        .isEqualTo(2);
    assertThat(
            running.metric(
                "tempo_receiver_refused_spans{receiver=\"otlp/otlp_receiver\",transport=\"http\"}"))
        .isEqualTo(2);
  }

  @Test
  void aRequestOfBadSpansOnlyIs400AndNotAppended() throws Exception {
    start();
    var response =
        running.post(
            Requests.request(Requests.span("bad").setTraceId(Requests.bytes("00"))).toByteArray(),
            "content-type",
            PROTOBUF);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(status(response).getCode()).isEqualTo(3);
    assertThat(status(response).getMessage()).startsWith("every span was refused; the first: ");
    assertThat(running.intake.appended()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789ABCDEF0123456789ABCDEF, 200",
    "0123456789abcdef,                 400",
    "00000000000000000000000000000000, 400",
    "ASNFZ4mrze8BI0VniavN7w==,         400",
  })
  void traceIdsAreHexOfAnyCaseAndNothingElse(String traceId, int status) throws Exception {
    start();
    String json = Requests.json(Requests.jsonSpan(traceId, Requests.SPAN_ID, "x"));

    assertThat(running.post(json.getBytes(UTF_8), "content-type", JSON).statusCode())
        .isEqualTo(status);
  }

  @Test
  void spansThatTheIntakeRefusesArePartOfTheAnswer() throws Exception {
    start();
    running.intake.refuse(1);
    var response =
        running.post(
            Requests.request(Requests.span("a"), Requests.span("b")).toByteArray(),
            "content-type",
            PROTOBUF);

    var partial = ExportTraceServiceResponse.parseFrom(response.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("TRACE_TOO_LARGE");
  }

  // ---- refused requests

  @ParameterizedTest
  @CsvSource({
    "application/json; charset=utf-8, 200, application/json",
    "APPLICATION/JSON,                200, application/json",
    "text/plain,                      415, application/json",
    "application/json5,               415, application/json",
  })
  void theTypeDecides(String type, int status, String answerType) throws Exception {
    start();
    var response = running.post("{}".getBytes(UTF_8), "content-type", type);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains(answerType);
  }

  @Test
  void noTypeIs415WithAStatus() throws Exception {
    start();
    var response = running.post(new byte[0]);

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(text(response)).startsWith("{\"code\":3,\"message\":\"Content-Type ''");
  }

  @Test
  void theProtobufAliasIsAnsweredInItsOwnName() throws Exception {
    start();
    var response = running.post(new byte[0], "content-type", "application/protobuf");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/protobuf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, gzip", "compress"})
  void anUnknownEncodingIs415AndOursAreListed(String encoding) throws Exception {
    start();
    var response =
        running.post(new byte[1], "content-type", PROTOBUF, "content-encoding", encoding);

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("accept-encoding"))
        .contains("identity, gzip, deflate, zstd, snappy");
    assertThat(status(response).getCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
  void anotherMethodIs405(String method) throws Exception {
    start();
    var response = running.send(method, "/v1/traces", new byte[0]);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("POST, OPTIONS");
    assertThat(response.headers().firstValue("content-type")).contains(JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/metrics, unknown path '/v1/metrics'; spans go to /v1/traces",
    "/v1/logs,    unknown path '/v1/logs'; spans go to /v1/traces",
    "/,           no path: send spans to /v1/traces",
  })
  void anotherPathIs404AndSaysTheRightOne(String path, String message) throws Exception {
    start();
    var response = running.send("POST", path, new byte[0], "content-type", JSON);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(text(response)).startsWith("{\"code\":12,\"message\":\"" + message);
  }

  @Test
  void otherSignalsAreAcceptedAndDroppedIfWanted() throws Exception {
    settings.dropOthers = true;
    start();
    var metrics = running.send("POST", "/v1/metrics", new byte[9], "content-type", PROTOBUF);
    var logs = running.send("POST", "/v1/logs", "{}".getBytes(UTF_8), "content-type", JSON);

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).isEmpty();
    assertThat(text(logs)).isEqualTo("{}");
    assertThat(running.metric("vivace_receiver_dropped_requests_total{signal=\"metrics\"}"))
        .isEqualTo(1);
  }

  @Test
  void thePathCanBeChosen() throws Exception {
    settings.http = settings.http.withTracesPath("/otlp");
    start();

    assertThat(running.send("POST", "/otlp/", new byte[0], "content-type", PROTOBUF).statusCode())
        .isEqualTo(200);
    assertThat(running.post(new byte[0], "content-type", PROTOBUF).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "none,          identity, ffffffffff",
    "none,          gzip,     ffffffffff",
    "none,          gzip,     ''",
    "none,          deflate,  ffffffffff",
    "none,          zstd,     ffffffffff",
    "none,          snappy,   ffffffffff",
    "none,          snappy,   ''",
    "none,          snappy,   ff060000734e61507059ff",
    "none,          snappy,   ff060000734e6150705900000000",
  })
  void garbageIs400(String how, String encoding, String hex) throws Exception {
    start();
    byte[] body = Requests.compress(how, Requests.bytes(hex).toByteArray());
    var response = running.post(body, "content-type", PROTOBUF, "content-encoding", encoding);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(status(response).getCode()).isEqualTo(3);
    assertThat(status(response).getMessage()).isNotEmpty();
    assertThat(running.intake.appended()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gzip,          gzip",
    "zlib,          deflate",
    "raw deflate,   deflate",
    "zstd,          zstd",
    "snappy block,  snappy",
    "snappy frames, snappy",
  })
  void aTruncatedBodyIs400(String how, String encoding) throws Exception {
    start();
    byte[] whole =
        Requests.compress(how, Requests.request(Requests.span("x".repeat(500))).toByteArray());
    for (int length = 1; length < whole.length; length += 7) {
      var response =
          running.post(
              Arrays.copyOf(whole, length), "content-type", PROTOBUF, "content-encoding", encoding);
      assertThat(response.statusCode()).as("first %d bytes", length).isEqualTo(400);
    }
  }

  @Test
  void anUndecodableBodySaysWhereInBothEncodings() throws Exception {
    start();
    var protobuf = running.post(new byte[] {10, 99}, "content-type", PROTOBUF);
    var json = running.post("{\"resourceSpans\":7}".getBytes(UTF_8), "content-type", JSON);

    BadRequest details = status(protobuf).getDetails(0).unpack(BadRequest.class);
    assertThat(details.getFieldViolations(0).getField()).isEqualTo("resource_spans");
    assertThat(details.getFieldViolations(0).getDescription())
        .isEqualTo(status(protobuf).getMessage());
    assertThat(text(json))
        .startsWith("{\"code\":3,\"message\":\"")
        .contains(
            "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"resource_spans\",");
  }

  @ParameterizedTest
  @CsvSource({
    "none, identity",
    "gzip, gzip",
    "zlib, deflate",
    "zstd, zstd",
    "snappy block, snappy",
    "snappy frames, snappy"
  })
  void aBodyOverTheLimitIs413InTheRequestsEncoding(String how, String encoding) throws Exception {
    settings.maxRequestBytes = 100_000;
    start();
    byte[] over = Requests.compress(how, new byte[100_001]);
    byte[] within = Requests.compress(how, new byte[100_000]);

    var overAnswer = running.post(over, "content-type", PROTOBUF, "content-encoding", encoding);
    var withinAnswer = running.post(within, "content-type", PROTOBUF, "content-encoding", encoding);

    assertThat(overAnswer.statusCode()).isEqualTo(413);
    assertThat(status(overAnswer).getCode()).isEqualTo(8);
    assertThat(status(overAnswer).getMessage()).contains("100000 bytes");
    assertThat(status(overAnswer).getDetailsList()).isEmpty();
    assertThat(withinAnswer.statusCode()).as("zeros are no request").isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, gzip",
    "zlib, deflate",
    "zstd, zstd",
    "snappy block, snappy",
    "snappy frames, snappy"
  })
  void aBombIsRefusedWithoutBeingInflated(String how, String encoding) throws Exception {
    settings.maxRequestBytes = 1 << 20;
    start();
    byte[] bomb = Requests.compress(how, new byte[10 << 20]);
    AllocationProbe probe = new AllocationProbe("ingest");
    for (int i = 0; i < 20; i++) {
      var response = running.post(bomb, "content-type", PROTOBUF, "content-encoding", encoding);
      assertThat(response.statusCode()).isEqualTo(413);
    }

    assertThat(probe.allocatedBytes()).isLessThan(20L << 20);
  }

  @Test
  void aBodyThatDribblesIs408WithAStatus() throws Exception {
    HttpTimeouts defaults = HttpTimeouts.DEFAULT;
    settings.http =
        settings.http.withTimeouts(
            new HttpTimeouts(
                defaults.header(), defaults.idle(), Duration.ofMillis(100), defaults.write()));
    start();
    try (Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(), running.distributor.httpPort().orElseThrow())) {
      String head =
          String.join(
              "\r\n",
              "POST /v1/traces HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Content-Length: 100",
              "",
              "{");
      socket.getOutputStream().write(head.getBytes(UTF_8));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, UTF_8))
          .startsWith("HTTP/1.1 408 ")
          .contains("{\"code\":4,\"message\":\"body not complete after PT0.1S\"}");
    }
  }

  // ---- busy

  @Test
  void aFailedAppendIs503WithRetryAfterAndRetryInfo() throws Exception {
    start();
    running.intake.failWith(new StoreUnavailableException("disk full"));
    byte[] body = Requests.request(Requests.span("x")).toByteArray();

    var protobuf = running.post(body, "content-type", PROTOBUF);
    var json =
        running.post(
            Requests.json(Requests.jsonSpan(Requests.TRACE_ID, Requests.SPAN_ID, "b"))
                .getBytes(UTF_8),
            "content-type",
            JSON);

    assertThat(protobuf.statusCode()).isEqualTo(503);
    assertThat(protobuf.headers().firstValue("retry-after")).contains("1");
    assertThat(status(protobuf).getMessage()).contains("disk full");
    RetryInfo retry = status(protobuf).getDetails(0).unpack(RetryInfo.class);
    assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(text(json))
        .contains("\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.");
    assertThat(
            running.metric(
                "tempo_receiver_refused_spans{receiver=\"otlp/otlp_receiver\",transport=\"http\"}"))
        .isEqualTo(2);
  }

  private static IngestLimits rate(long bytesPerSecond, long burst, boolean saysWhenToRetry) {
    return new IngestLimits(2048, bytesPerSecond, burst, saysWhenToRetry, null, Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {PROTOBUF, JSON})
  void moreThanTheRateIs429UntilThereIsRoom(String type) throws Exception {
    String name = "x".repeat(1000);
    byte[] body =
        type.equals(JSON)
            ? Requests.json(Requests.jsonSpan(Requests.TRACE_ID, Requests.SPAN_ID, name))
                .getBytes(UTF_8)
            : Requests.request(Requests.span(name)).toByteArray();
    settings.limits.set(rate(10, 1500, true));
    start();

    assertThat(running.post(body, "content-type", type).statusCode()).isEqualTo(200);
    var refused = running.post(body, "content-type", type);
    settings.limits.set(rate(10, 15_000, true));
    var stillRefused = running.post(body, "content-type", type);

    assertThat(refused.statusCode()).as(text(refused)).isEqualTo(429);
    assertThat(text(refused)).contains("RATE_LIMITED: tenant 'single-tenant'");
    assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(1, 30);
    assertThat(stillRefused.statusCode()).isEqualTo(429);
    assertThat(running.intake.appended()).hasSize(1);
    assertThat(
            running.metric(
                "tempo_discarded_spans_total{reason=\"rate_limited\",tenant=\"single-tenant\"}"))
        .isEqualTo(2);
    assertThat(
            running.metric(
                "tempo_receiver_refused_spans{receiver=\"otlp/otlp_receiver\",transport=\"http\"}"))
        .isEqualTo(2);
  }

  @Test
  void aTenantMayBeToldNothingAboutRetries() throws Exception {
    byte[] body = Requests.request(Requests.span("x")).toByteArray();
    settings.limits.set(rate(0, body.length, false));
    start();
    running.post(body, "content-type", PROTOBUF);

    var refused = running.post(body, "content-type", PROTOBUF);

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).isEmpty();
    assertThat(status(refused).getDetailsList()).isEmpty();
  }

  @Test
  void whatIsLargerThanTheBurstIs413AndNeverFits() throws Exception {
    byte[] body = Requests.request(Requests.span("x")).toByteArray();
    settings.limits.set(rate(1_000_000, body.length - 1L, true));
    start();

    var refused = running.post(body, "content-type", PROTOBUF);

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(status(refused).getCode()).isEqualTo(3);
    assertThat(status(refused).getMessage()).startsWith("RATE_LIMITED");
    assertThat(refused.headers().firstValue("retry-after")).isEmpty();
    assertThat(running.intake.appended()).isEmpty();
  }

  @Test
  void anAnswerIsHeldBackForAsLongAsItsTenantsShould() throws Exception {
    settings.limits.set(
        new IngestLimits(2048, Long.MAX_VALUE, Long.MAX_VALUE, true, null, Duration.ofMillis(300)));
    start();
    byte[] body = Requests.request(Requests.span("x")).toByteArray();
    running.post(new byte[0], "content-type", PROTOBUF);

    long startNanos = System.nanoTime();
    var answer = running.post(body, "content-type", PROTOBUF);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(300_000_000L);
  }

  @Test
  void aLimitIs429WithRetryAfter() throws Exception {
    start();
    running.intake.failWith(new LimitExceededException("LIVE_TRACES_EXCEEDED: tenant"));
    var response =
        running.post(Requests.request(Requests.span("x")).toByteArray(), "content-type", PROTOBUF);

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
  }

  @Test
  void whileTheDiskIsSlowAQuarterOfTheBudgetIsTakenIn() throws Exception {
    settings.maxInFlightBytes = 8_000_000;
    start();
    byte[] body = Requests.request(Requests.span("x".repeat(2_100_000))).toByteArray();
    running.intake.slowDown(true);

    var refused = running.post(body, "content-type", PROTOBUF);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    assertThat(status(refused).getMessage()).contains("budget of 2000000 bytes");
    assertThat(running.metric("vivace_distributor_in_flight_limit_bytes")).isEqualTo(2_000_000);
    running.intake.slowDown(false);
    assertThat(running.metric("vivace_distributor_in_flight_limit_bytes")).isEqualTo(8_000_000);
  }

  @Test
  void aRequestThatTheBudgetCannotHoldIs503() throws Exception {
    settings.maxInFlightBytes = 100_000;
    start();
    var wire = running.post(new byte[100_001], "content-type", PROTOBUF);
    var inflated =
        running.post(
            Requests.compress("gzip", new byte[200_000]),
            "content-type",
            PROTOBUF,
            "content-encoding",
            "gzip");

    assertThat(wire.statusCode()).isEqualTo(503);
    assertThat(wire.headers().firstValue("retry-after")).contains("1");
    assertThat(status(wire).getDetails(0).is(RetryInfo.class)).isTrue();
    assertThat(inflated.statusCode()).isEqualTo(503);
  }

  @Test
  void stoppingAnswersWhatIsInFlight() throws Exception {
    start();
    running.intake.hold();
    HttpRequest request =
        HttpRequest.newBuilder(running.uri("/v1/traces"))
            .header("content-type", PROTOBUF)
            .POST(BodyPublishers.ofByteArray(Requests.request(Requests.span("x")).toByteArray()))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        running.client(HttpClient.Version.HTTP_1_1).sendAsync(request, BodyHandlers.ofByteArray());
    Runnable done = running.intake.held.take();

    Thread stopping = Thread.startVirtualThread(running.distributor::stop);
    assertThat(stopping.join(Duration.ofMillis(200))).isFalse();
    done.run();

    assertThat(answer.get().statusCode()).isEqualTo(200);
    stopping.join();
    running.intake.close();
    running = null;
  }

  // ---- tenants

  @ParameterizedTest(name = "''{0}'' is {1}")
  @CsvSource({
    "t1,                 200, t1",
    "a|a,                200, a",
    "t1:key=value,       200, t1",
    "a:k=v|a,            200, a",
    "a|b,                400, ",
    "a|,                 400, ",
    "a/b,                400, ",
    "..,                 400, ",
    "'',                 401, ",
  })
  void theHeaderNamesTheTenant(String header, int status, String tenant) throws Exception {
    settings.multitenancy = true;
    start();
    var response =
        running.post(
            Requests.request(Requests.span("x")).toByteArray(),
            "content-type",
            PROTOBUF,
            "X-Scope-OrgID",
            header);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(running.intake.appended())
        .extracting(appended -> appended.tenant().value())
        .isEqualTo(tenant == null ? List.of() : List.of(tenant));
  }

  @Test
  void noTenantTwoTenantsAndLongOnesAreRefused() throws Exception {
    settings.multitenancy = true;
    start();
    byte[] body = Requests.request(Requests.span("x")).toByteArray();

    var none = running.post(body, "content-type", PROTOBUF);
    var two =
        running.post(body, "content-type", PROTOBUF, "x-scope-orgid", "a", "x-scope-orgid", "b");
    var longest = running.post(body, "content-type", PROTOBUF, "x-scope-orgid", "x".repeat(150));
    var tooLong = running.post(body, "content-type", PROTOBUF, "x-scope-orgid", "x".repeat(151));

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(status(none).getCode()).isEqualTo(16);
    assertThat(status(none).getMessage()).startsWith("no org id");
    assertThat(two.statusCode()).isEqualTo(401);
    assertThat(longest.statusCode()).isEqualTo(200);
    assertThat(tooLong.statusCode()).isEqualTo(400);
  }

  @Test
  void theTenantIsIgnoredWhileThereIsOnlyOne() throws Exception {
    start();
    running.post(
        Requests.request(Requests.span("x")).toByteArray(),
        "content-type",
        PROTOBUF,
        "x-scope-orgid",
        "a/b");

    assertThat(running.intake.appended().getFirst().tenant()).isEqualTo(TenantId.SINGLE);
  }

  // ---- what is counted

  @Test
  void theNumbersThatDashboardsKnowMove() throws Exception {
    start();
    byte[] body =
        Requests.request(
                Requests.span("now"),
                Requests.span("past")
                    .setEndTimeUnixNano((Running.NOW.getEpochSecond() - 2000) * 1_000_000_000L),
                Requests.span("zero").setEndTimeUnixNano(0),
                Requests.span("future").setEndTimeUnixNano(-1))
            .toByteArray();
    running.post(body, "content-type", PROTOBUF);

    String tenant = "{tenant=\"single-tenant\"}";
    assertThat(running.metric("tempo_distributor_spans_received_total" + tenant)).isEqualTo(4);
    assertThat(running.metric("tempo_distributor_bytes_received_total" + tenant))
        .isEqualTo(body.length);
    assertThat(running.metric("tempo_distributor_ingress_bytes_total" + tenant))
        .isEqualTo(body.length);
    assertThat(running.metric("tempo_distributor_push_duration_seconds_count")).isEqualTo(1);
    String past = "tempo_spans_distance_in_past_seconds_";
    String future = "tempo_spans_distance_in_future_seconds_";
    assertThat(running.metric(past + "bucket{tenant=\"single-tenant\",le=\"300.0\"}")).isEqualTo(1);
    assertThat(running.metric(past + "bucket{tenant=\"single-tenant\",le=\"3600.0\"}"))
        .isEqualTo(2);
    assertThat(running.metric(past + "count" + tenant)).isEqualTo(3);
    assertThat(running.metric(future + "count" + tenant)).isEqualTo(1);
  }

  @Test
  void whatIsCutIsCounted() throws Exception {
    start();
    String json =
        Requests.json(
            "{\"traceId\":\"%s\",\"spanId\":\"%s\",\"attributes\":[{\"key\":\"k\",\"value\":{\"stringValue\":\"%s\"}}]}"
                .formatted(Requests.TRACE_ID, Requests.SPAN_ID, "é".repeat(2500)));

    assertThat(running.post(json.getBytes(UTF_8), "content-type", JSON).statusCode())
        .isEqualTo(200);
    assertThat(
            running.metric(
                "tempo_distributor_attributes_truncated_total{scope=\"span\",tenant=\"single-tenant\"}"))
        .isEqualTo(1);
  }

  @Test
  void refusedRequestsAreCountedByReason() throws Exception {
    settings.maxRequestBytes = 1000;
    start();
    running.post(new byte[1001], "content-type", PROTOBUF);
    running.post(new byte[] {1}, "content-type", PROTOBUF);
    running.post(new byte[] {1}, "content-type", "text/html");

    String series =
        "vivace_receiver_refused_requests_total{reason=\"%s\",receiver=\"otlp/otlp_receiver\",transport=\"http\"}";
    assertThat(running.metric(series.formatted("too_large"))).isEqualTo(1);
    assertThat(running.metric(series.formatted("invalid"))).isEqualTo(1);
    assertThat(running.metric(series.formatted("unsupported_type"))).isEqualTo(1);
  }
}
