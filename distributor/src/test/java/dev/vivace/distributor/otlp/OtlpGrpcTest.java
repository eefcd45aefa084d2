package dev.vivace.distributor.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.KeepAliveConfig;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.span.WireFormat;
import dev.vivace.transport.ListenException;
import io.grpc.ConnectivityState;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OtlpGrpcTest {

  private final Running.Settings settings = new Running.Settings();
  private Running running;
  private GrpcClient client;

  @AfterEach
  void stop() {
    client.close();
    running.close();
    assertThat(running.inFlightBytes()).isZero();
  }

  private void start() {
    running = settings.start();
    client = new GrpcClient(running.distributor.grpcPort().orElseThrow());
  }

  private StatusRuntimeException refused(byte[] message, String compression, String... metadata) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> client.export(message, compression, metadata));
  }

  private static byte[] oneSpan() {
    return Requests.request(Requests.span("x")).toByteArray();
  }

  // ---- what is stored

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "deflate", "zstd", "snappy"})
  void everyCompressionStoresTheSameBytes(String compression) {
    start();
    byte[] request = Requests.request(Requests.span("x".repeat(500_000))).toByteArray();

    byte[] response = client.export(request, compression.equals("identity") ? null : compression);

    assertThat(response).as("full success has no partial_success").isEmpty();
    var appended = running.intake.appended().getFirst();
    assertThat(appended.payload()).isEqualTo(request);
    assertThat(appended.format()).isEqualTo(WireFormat.OTLP_PROTOBUF);
    assertThat(appended.tenant().value()).isEqualTo("single-tenant");
    assertThat(
            running.metric(
                "tempo_receiver_accepted_spans{receiver=\"otlp/otlp_receiver\",transport=\"grpc\"}"))
        .isEqualTo(1);
  }

  @Test
  void theGeneratedClientIsUnderstood() {
    start();

    assertThat(client.traces().export(Requests.request(Requests.span("x"))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(client.traces().export(ExportTraceServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(running.intake.appended()).hasSize(1);
  }

  @Test
  void theAnswerListsOurCompressions() {
    start();
    AtomicReference<Metadata> headers = new AtomicReference<>();
    client.export(oneSpan(), null, headers);

    String accepted =
        headers
            .get()
            .get(Metadata.Key.of("grpc-accept-encoding", Metadata.ASCII_STRING_MARSHALLER));
    assertThat(accepted.split(",")).contains("gzip", "zstd", "snappy", "identity");
  }

  @Test
  void aPartlyRefusedRequestIsAPartialSuccess() {
    start();
    ExportTraceServiceResponse response =
        client
            .traces()
            .export(
                Requests.request(
                    Requests.span("good"), Requests.span("bad").setSpanId(Requests.bytes("01"))));

    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage())
        .endsWith("(1 of 2 spans refused, this is the first)");
    assertThat(running.intake.appended().getFirst().names()).containsExactly("good");
  }

  @Test
  void manyCallsOfOneConnectionRunAtTheSameTime() throws Exception {
    start();
    running.intake.hold();
    var stub = TraceServiceGrpc.newFutureStub(client.channel());
    List<Future<ExportTraceServiceResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(stub.export(Requests.request(Requests.span("span " + i))));
    }
    List<Runnable> held = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      held.add(running.intake.held.take());
    }
    held.reversed().forEach(Runnable::run);

    for (Future<ExportTraceServiceResponse> answer : answers) {
      assertThat(answer.get()).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    }
    assertThat(running.intake.appended()).hasSize(64);
  }

  @Test
  void longMetadataIsAccepted() {
    start();

    assertThat(client.export(oneSpan(), null, "authorization", "x".repeat(60_000))).isEmpty();
  }

  // ---- refused

  @Test
  void whatDoesNotDecodeIsInvalidAndSaysWhere() throws Exception {
    start();
    StatusRuntimeException e = refused(new byte[] {10, 99}, null);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    BadRequest details = GrpcClient.details(e).getDetails(0).unpack(BadRequest.class);
    assertThat(details.getFieldViolations(0).getField()).isEqualTo("resource_spans");
    assertThat(running.intake.appended()).isEmpty();
  }

  @Test
  void aRequestOfBadSpansOnlyIsInvalid() {
    start();
    byte[] bad =
        Requests.request(Requests.span("bad").setTraceId(Requests.bytes("00"))).toByteArray();

    assertThat(refused(bad, null).getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @CsvSource({", 0", "gzip, 0", "deflate, 0", "zstd, 0", "snappy, 0"})
  void aMessageOverTheLimitIsExhaustedWithoutRetryInfo(String compression) throws Exception {
    settings.maxRequestBytes = 100_000;
    start();
    StatusRuntimeException over = refused(new byte[100_001], compression);
    StatusRuntimeException within = refused(new byte[100_000], compression);

    assertThat(over.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(GrpcClient.details(over).getDetailsList()).isEmpty();
    assertThat(within.getStatus().getCode())
        .as("zeros are no request")
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void messagesOverTheLimitAreCountedOnTheWireAndInflated() {
    settings.maxRequestBytes = 100_000;
    start();
    var wire = refused(new byte[100_001], null);
    var inflated = refused(new byte[100_001], "gzip");
    client.close();
    running.distributor.stop();

    assertThat(List.of(wire, inflated))
        .allMatch(e -> e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED);
    assertThat(
            running.metric(
                "vivace_receiver_refused_requests_total{reason=\"too_large\",receiver=\"otlp/otlp_receiver\",transport=\"grpc\"}"))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd", "snappy"})
  void aBombIsRefusedWithoutBeingInflated(String compression) {
    settings.maxRequestBytes = 1 << 20;
    start();
    AllocationProbe probe = new AllocationProbe("ingest");
    for (int i = 0; i < 10; i++) {
      assertThat(refused(new byte[10 << 20], compression).getStatus().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    assertThat(probe.allocatedBytes()).isLessThan(10L << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "zstd", "snappy"})
  void aMessageThatDoesNotInflateIsInvalid(String compression) {
    start();
    GrpcClient lying = new GrpcClient(running.distributor.grpcPort().orElseThrow(), compression);
    try (lying) {
      StatusRuntimeException e =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> lying.export(new byte[] {(byte) 0xff, 1, 2, 3, 4, 5, 6}, compression));
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(e.getStatus().getDescription()).contains("does not inflate");
    }
  }

  @Test
  void anUnknownCompressionIsUnimplementedAndTheAnswerNamesTheKnownOnes() {
    start();
    StatusRuntimeException e = refused(oneSpan(), "lzma");

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(e.getStatus().getDescription()).contains("'lzma'", "expected one of", "zstd");
    Metadata.Key<String> accepted =
        Metadata.Key.of("grpc-accept-encoding", Metadata.ASCII_STRING_MARSHALLER);
    assertThat(Optional.ofNullable(e.getTrailers()).map(t -> t.get(accepted)).orElseThrow())
        .contains("identity", "gzip", "zstd");
  }

  @Test
  void theSizeLimitLetsALargeRequestThrough() {
    settings.maxRequestBytes = 20 << 20;
    start();
    byte[] request = Requests.request(Requests.span("x".repeat(19 << 20))).toByteArray();

    assertThat(client.export(request, null)).isEmpty();
    assertThat(running.intake.appended().getFirst().payload()).isEqualTo(request);
  }

  // ---- busy

  @Test
  void aFailedAppendIsUnavailableWithRetryInfo() throws Exception {
    start();
    running.intake.failWith(new StoreUnavailableException("disk full"));
    StatusRuntimeException e = refused(oneSpan(), null);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(e.getStatus().getDescription()).contains("disk full");
    RetryInfo retry = GrpcClient.details(e).getDetails(0).unpack(RetryInfo.class);
    assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "10, true, , 1",
    "10, true, PT7S, 7",
    "0, true, , 30",
    "10, true, PT0S, ",
    "10, false, PT7S, "
  })
  void moreThanTheRateIsExhaustedAndSaysWhenThereIsRoom(
      long rate, boolean saysWhen, Duration configured, Long expectedSeconds) throws Exception {
    // The burst is all but the last 10 bytes of two requests, which come within a second.
    settings.limits.set(
        new IngestLimits(
            2048, rate, 2L * oneSpan().length - 10, saysWhen, configured, Duration.ZERO));
    start();
    client.export(oneSpan(), null);

    StatusRuntimeException e = refused(oneSpan(), null);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(e.getStatus().getDescription()).startsWith("RATE_LIMITED");
    if (expectedSeconds == null) {
      assertThat(e.getTrailers().keys()).doesNotContain("grpc-status-details-bin");
    } else {
      RetryInfo retry = GrpcClient.details(e).getDetails(0).unpack(RetryInfo.class);
      long millis =
          retry.getRetryDelay().getSeconds() * 1000 + retry.getRetryDelay().getNanos() / 1_000_000;
      assertThat(millis).isBetween(expectedSeconds * 1000, expectedSeconds * 1100);
    }
  }

  @Test
  void whatIsLargerThanTheBurstIsInvalidSoThatNobodyTriesAgain() {
    settings.limits.set(
        new IngestLimits(2048, 1_000_000, oneSpan().length - 1L, true, null, Duration.ZERO));
    start();

    StatusRuntimeException e = refused(oneSpan(), null);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(e.getStatus().getDescription()).startsWith("RATE_LIMITED");
  }

  @Test
  void aLimitOfTheIntakeIsExhaustedWithRetryInfo() throws Exception {
    start();
    running.intake.failWith(new LimitExceededException("LIVE_TRACES_EXCEEDED"));
    StatusRuntimeException e = refused(oneSpan(), null);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(GrpcClient.details(e).getDetails(0).is(RetryInfo.class)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({", 1000000", "gzip, 1000000", ", 150000"})
  void aMessageThatTheBudgetCannotHoldIsUnavailable(String compression, int size) throws Exception {
    settings.maxInFlightBytes = 200_000;
    start();
    StatusRuntimeException e = refused(new byte[size], compression);

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(GrpcClient.details(e).getDetails(0).is(RetryInfo.class)).isTrue();
    assertThat(client.export(oneSpan(), null)).isEmpty();
  }

  @Test
  void moreCallsThanTheLimitAreUnavailable() throws Exception {
    settings.grpc = new GrpcReceiverConfig("127.0.0.1", 0, 1, KeepAliveConfig.DEFAULT);
    start();
    running.intake.hold();
    var first =
        TraceServiceGrpc.newFutureStub(client.channel())
            .export(Requests.request(Requests.span("x")));
    Runnable done = running.intake.held.take();

    assertThat(refused(oneSpan(), null).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    done.run();
    assertThat(first.get()).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  @Test
  void aConnectionWithoutCallsIsClosedAfterItsTime() throws Exception {
    settings.grpc = new GrpcReceiverConfig("127.0.0.1", 0, 1, keepAlive(200, 0, 0));
    start();

    assertThat(client.export(oneSpan(), null)).isEmpty();
    Awaitility.await().until(() -> client.channel().getState(false) == ConnectivityState.IDLE);
    assertThat(client.export(oneSpan(), null)).isEmpty();
  }

  @Test
  void withoutAGracePeriodTheCallsOfAnOldConnectionAreNotCutOff() throws Exception {
    settings.grpc = new GrpcReceiverConfig("127.0.0.1", 0, 1, keepAlive(0, 100, 0));
    start();
    running.intake.hold();
    var answer =
        TraceServiceGrpc.newFutureStub(client.channel())
            .export(Requests.request(Requests.span("x")));
    Runnable done = running.intake.held.take();

    assertThatThrownBy(() -> answer.get(600, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    done.run();
    assertThat(answer.get()).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  private static KeepAliveConfig keepAlive(int idleMillis, int ageMillis, int graceMillis) {
    return new KeepAliveConfig(
        Duration.ofHours(2),
        Duration.ofSeconds(20),
        Duration.ofMillis(idleMillis),
        Duration.ofMillis(ageMillis),
        Duration.ofMillis(graceMillis),
        Duration.ofSeconds(5),
        true);
  }

  @Test
  void aCallerThatGivesUpLeavesNothingBehind() throws Exception {
    start();
    running.intake.hold();
    var impatient = client.traces().withDeadlineAfter(100, TimeUnit.MILLISECONDS);
    assertThatThrownBy(() -> impatient.export(Requests.request(Requests.span("x"))))
        .hasMessageStartingWith("DEADLINE_EXCEEDED");

    running.intake.held.take().run();
  }

  @Test
  void stoppingAnswersWhatIsInFlight() throws Exception {
    start();
    running.intake.hold();
    var answer =
        TraceServiceGrpc.newFutureStub(client.channel())
            .export(Requests.request(Requests.span("x")));
    Runnable done = running.intake.held.take();

    Thread stopping = Thread.startVirtualThread(running.distributor::stop);
    assertThat(stopping.join(Duration.ofMillis(200))).isFalse();
    done.run();

    assertThat(answer.get()).isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
  }

  // ---- tenants

  @ParameterizedTest(name = "''{0}'' is {1}")
  @CsvSource({
    "t1,           OK",
    "a|a,          OK",
    "t1:key=value, OK",
    "a|b,          INVALID_ARGUMENT",
    "a/b,          INVALID_ARGUMENT",
    "..,           INVALID_ARGUMENT",
    "'',           UNAUTHENTICATED",
  })
  void theMetadataNamesTheTenant(String header, Status.Code code) {
    settings.multitenancy = true;
    start();
    StatusRuntimeException e = refused(oneSpan(), null, "x-scope-orgid", header);

    assertThat(e == null ? Status.Code.OK : e.getStatus().getCode()).isEqualTo(code);
  }

  @Test
  void noTenantAndTwoTenantsAreUnauthenticated() {
    settings.multitenancy = true;
    start();
    StatusRuntimeException none = refused(oneSpan(), null);
    StatusRuntimeException two =
        refused(oneSpan(), null, "x-scope-orgid", "a", "x-scope-orgid", "b");
    StatusRuntimeException tooLong = refused(oneSpan(), null, "x-scope-orgid", "x".repeat(151));

    assertThat(none.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(none.getStatus().getDescription()).startsWith("no org id");
    assertThat(two.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(tooLong.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  // ---- other services

  @Test
  void healthIsServed() {
    start();
    HealthCheckResponse response =
        HealthGrpc.newBlockingStub(client.channel()).check(HealthCheckRequest.getDefaultInstance());

    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void otherSignalsAreUnimplemented() {
    start();

    assertThatThrownBy(
            () ->
                MetricsServiceGrpc.newBlockingStub(client.channel())
                    .export(ExportMetricsServiceRequest.getDefaultInstance()))
        .hasMessageStartingWith("UNIMPLEMENTED");
  }

  @Test
  void otherSignalsAreAcceptedAndDroppedIfWanted() {
    settings.dropOthers = true;
    start();
    MetricsServiceGrpc.newBlockingStub(client.channel())
        .export(ExportMetricsServiceRequest.getDefaultInstance());
    LogsServiceGrpc.newBlockingStub(client.channel())
        .export(ExportLogsServiceRequest.getDefaultInstance());

    assertThat(running.metric("vivace_receiver_dropped_requests_total{signal=\"metrics\"}"))
        .isEqualTo(1);
    assertThat(running.metric("vivace_receiver_dropped_requests_total{signal=\"logs\"}"))
        .isEqualTo(1);
  }

  @Test
  void aPortInUseIsSaidInOneSentence() {
    start();
    int port = running.distributor.grpcPort().orElseThrow();
    Running.Settings same = new Running.Settings();
    same.grpc = GrpcReceiverConfig.of("127.0.0.1", port);

    assertThatThrownBy(same::start)
        .isInstanceOf(ListenException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1:%d (setting distributor.receivers.otlp.protocols.grpc.endpoint): the port is in use by another process; stop that one or choose another port"
                .formatted(port));
  }

  @Test
  void manyClientsAtOnceLoseNothing() throws Exception {
    start();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(CompletableFuture.runAsync(this::exportHundred));
    }
    for (CompletableFuture<Void> one : clients) {
      one.get();
    }

    assertThat(running.intake.appended()).hasSize(800);
    assertThat(running.metric("tempo_distributor_spans_received_total{tenant=\"single-tenant\"}"))
        .isEqualTo(800);
  }

  private void exportHundred() {
    for (int i = 0; i < 100; i++) {
      client.traces().export(Requests.request(Requests.span("span " + i)));
    }
  }
}
