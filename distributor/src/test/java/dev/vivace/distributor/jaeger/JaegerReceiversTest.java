package dev.vivace.distributor.jaeger;

import static dev.vivace.distributor.jaeger.ThriftBatches.batch;
import static dev.vivace.distributor.jaeger.ThriftBatches.binary;
import static dev.vivace.distributor.jaeger.ThriftBatches.call;
import static dev.vivace.distributor.jaeger.ThriftBatches.span;
import static dev.vivace.distributor.jaeger.ThriftBatches.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.BadRequest;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.otlp.RecordingIntake.Appended;
import dev.vivace.distributor.otlp.Running;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.ListenException;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The four receivers over real sockets of the loopback.
class JaegerReceiversTest {

  private static final String HOST = "127.0.0.1";
  private static final String THRIFT = "application/x-thrift";
  private static final String TRACE_ID = "00000000000000010000000000000002";

  private final Running.Settings settings = new Running.Settings();
  private Running running;
  private HttpClient http;

  @BeforeEach
  void choose() {
    settings.grpc = null;
    settings.http = null;
    settings.jaeger =
        new JaegerConfig(
            GrpcReceiverConfig.of(HOST, 0),
            new JaegerConfig.Http(HOST, 0),
            JaegerConfig.Udp.of(HOST, 0),
            JaegerConfig.Udp.of(HOST, 0));
  }

  private void start() {
    running = settings.start();
    http = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    if (running != null) {
      http.shutdownNow();
      running.close();
    }
  }

  private int port(JaegerTransport transport) {
    return running.distributor.jaegerPort(transport).orElseThrow();
  }

  private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
    return send("POST", "/api/traces?format=jaeger.thrift", body, headers);
  }

  private HttpResponse<String> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    URI uri = URI.create("http://%s:%d%s".formatted(HOST, port(JaegerTransport.THRIFT_HTTP), path));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void sendDatagram(JaegerTransport transport, byte[] datagram) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              datagram, datagram.length, InetAddress.getLoopbackAddress(), port(transport)));
    }
  }

  private static TProtocolFactory format(JaegerTransport transport) {
    return transport == JaegerTransport.THRIFT_COMPACT
        ? new TCompactProtocol.Factory()
        : new TBinaryProtocol.Factory();
  }

  private double metric(String name, String transport, String more) {
    return running.metric(
        "%s{%sreceiver=\"jaeger/jaeger_receiver\",transport=\"%s\"}"
            .formatted(name, more.isEmpty() ? "" : more + ",", transport));
  }

  private double dropped(String transport, String reason) {
    return metric("vivace_receiver_dropped_packets_total", transport, "reason=\"" + reason + "\"");
  }

  private double refused(String transport, String reason) {
    return metric("vivace_receiver_refused_requests_total", transport, "reason=\"" + reason + "\"");
  }

  private double accepted(String transport) {
    return metric("tempo_receiver_accepted_spans", transport, "");
  }

  private Appended onlyAppended() {
    await().until(() -> running.intake.appended().size() == 1);
    return running.intake.appended().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        THRIFT,
        "application/vnd.apache.thrift.binary",
        "application/x-thrift; charset=utf-8"
      })
  void aBatchOverHttpIsStored(String type) throws Exception {
    start();

    HttpResponse<String> response =
        post(binary(batch(span("one"), span("two"))), "content-type", type);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
    assertThat(onlyAppended().names()).containsExactly("one", "two");
    assertThat(onlyAppended().traceIds()).containsExactly(TRACE_ID, TRACE_ID);
    assertThat(onlyAppended().tenant()).isEqualTo(TenantId.SINGLE);
    assertThat(accepted("collector_http")).isEqualTo(2);
    assertThat(running.inFlightBytes()).isZero();
  }

  @Test
  void aBatchOverHttpMayBeCompressed() throws Exception {
    start();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(binary(batch(span("one"))));
    }

    HttpResponse<String> response =
        post(compressed.toByteArray(), "content-type", THRIFT, "content-encoding", "gzip");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(onlyAppended().names()).containsExactly("one");
  }

  @ParameterizedTest(name = "{0} {1} as {2}: {3}")
  @CsvSource({
    "POST, /api/traces, text/plain, 415",
    "POST, /api/traces, application/json, 415",
    "GET,  /api/traces, text/plain, 405",
    "PUT,  /api/traces, application/x-thrift, 405",
    "POST, /, application/x-thrift, 404",
    "POST, /v1/traces, application/x-thrift, 404",
    "POST, /api/traces, application/x-thrift, 400",
    "POST, /api/traces/, application/x-thrift, 400",
  })
  void whatIsNoBatchIsRefusedInOneLine(String method, String path, String type, int status)
      throws Exception {
    start();

    HttpResponse<String> response = send(method, path, new byte[] {1}, "content-type", type);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).endsWith("\n");
    assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    if (status == 405) {
      assertThat(response.headers().firstValue("allow")).contains("POST");
    }
    assertThat(running.intake.appended()).isEmpty();
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws Exception {
    settings.maxRequestBytes = 20_000;
    start();

    HttpResponse<String> response = post(new byte[20_001], "content-type", THRIFT);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(refused("collector_http", "too_large")).isEqualTo(1);
  }

  @Test
  void aBatchThatIsTooLargeOnceTranslatedIsRefused() throws Exception {
    settings.maxRequestBytes = 20_000;
    start();
    SpanRef elsewhere = new SpanRef(SpanRefType.FOLLOWS_FROM, 5, 6, 7);
    byte[] batch = binary(batch(span("").setReferences(Collections.nCopies(400, elsewhere))));
    assertThat(batch.length).isLessThan(20_000);

    HttpResponse<String> response = post(batch, "content-type", THRIFT);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(running.inFlightBytes()).isZero();
  }

  @Test
  void aStoreThatIsAwayIsToldToTheClient() throws Exception {
    start();
    running.intake.failWith(new StoreUnavailableException("no disk"));
    HttpResponse<String> unavailable = post(binary(batch(span("one"))), "content-type", THRIFT);
    running.intake.failWith(new LimitExceededException("RATE_LIMITED: too much"));
    HttpResponse<String> limited = post(binary(batch(span("one"))), "content-type", THRIFT);

    assertThat(unavailable.statusCode()).isEqualTo(503);
    assertThat(unavailable.headers().firstValue("retry-after")).isPresent();
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after")).isPresent();
    assertThat(limited.body()).startsWith("RATE_LIMITED");
  }

  @Test
  void spansWithoutValidIdsAreRefusedAloneOrWithTheBatch() throws Exception {
    start();
    var bad = new Span(0, 0, 3, 0, "bad", 0, 0, 0);

    assertThat(post(binary(batch(bad)), "content-type", THRIFT).statusCode()).isEqualTo(400);
    assertThat(post(binary(batch(bad, span("good"))), "content-type", THRIFT).statusCode())
        .isEqualTo(202);
    assertThat(onlyAppended().names()).containsExactly("good");
    assertThat(metric("tempo_receiver_refused_spans", "collector_http", "")).isEqualTo(2);
  }

  @Test
  void tenantsAreNamedByTheHeader() throws Exception {
    settings.multitenancy = true;
    start();
    byte[] body = binary(batch(span("one")));

    assertThat(post(body, "content-type", THRIFT).statusCode()).isEqualTo(401);
    assertThat(post(body, "content-type", THRIFT, "x-scope-orgid", "acme").statusCode())
        .isEqualTo(202);
    assertThat(onlyAppended().tenant()).isEqualTo(new TenantId("acme"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THRIFT_COMPACT", "THRIFT_BINARY"})
  void aDatagramIsStored(JaegerTransport transport) throws Exception {
    start();

    sendDatagram(transport, call(format(transport), batch(span("one"))));

    assertThat(onlyAppended().names()).containsExactly("one");
    await().until(() -> accepted(transport.label()) == 1);
    await().until(() -> running.inFlightBytes() == 0);
  }

  @Test
  void datagramsBelongToTheConfiguredTenant() throws Exception {
    settings.multitenancy = true;
    settings.jaeger =
        new JaegerConfig(
            null,
            null,
            new JaegerConfig.Udp(HOST, 0, 65_000, 10, 1 << 20, new TenantId("fleet")),
            null);
    start();

    sendDatagram(
        JaegerTransport.THRIFT_COMPACT, call(new TCompactProtocol.Factory(), batch(span("one"))));

    assertThat(onlyAppended().tenant()).isEqualTo(new TenantId("fleet"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THRIFT_COMPACT", "THRIFT_BINARY"})
  void everyDatagramThatIsNotStoredIsCounted(JaegerTransport transport) throws Exception {
    start();
    String label = transport.label();
    byte[] batch = call(format(transport), batch(span("one")));
    byte[] otherMethod = batch.clone();
    otherMethod[new String(batch, StandardCharsets.ISO_8859_1).indexOf("emit")] = 'x';

    sendDatagram(transport, otherMethod);
    sendDatagram(transport, zipkinCall(transport));
    sendDatagram(transport, new byte[] {1, 2, 3});
    sendDatagram(transport, new byte[65_507]); // As large as UDP allows.
    sendDatagram(transport, batch);

    await().until(() -> accepted(label) == 1);
    await().until(() -> dropped(label, "unknown_method") == 1);
    await().until(() -> dropped(label, "zipkin_batch") == 1);
    await().until(() -> dropped(label, "too_large") == 1);
    await().until(() -> refused(label, "invalid") == 1);
    assertThat(running.intake.appended()).hasSize(1);
  }

  private static byte[] zipkinCall(JaegerTransport transport) throws Exception {
    var datagram = new TMemoryBuffer(64);
    new Agent.Client(format(transport).getProtocol(datagram)).emitZipkinBatch(List.of());
    return Arrays.copyOf(datagram.getArray(), datagram.length());
  }

  @Test
  void moreDatagramsThanMayBeTakenInAtOnceAreDropped() throws Exception {
    settings.jaeger =
        new JaegerConfig(
            null, null, new JaegerConfig.Udp(HOST, 0, 65_000, 2, 0, TenantId.SINGLE), null);
    start();
    running.intake.hold();
    byte[] datagram = call(new TCompactProtocol.Factory(), batch(span("one")));
    for (int i = 0; i < 5; i++) {
      sendDatagram(JaegerTransport.THRIFT_COMPACT, datagram);
    }

    await().until(() -> dropped("udp_thrift_compact", "queue_full") == 3);
    await().until(() -> running.intake.held.size() == 2);
    running.intake.held.forEach(Runnable::run);
    await().until(() -> accepted("udp_thrift_compact") == 2);
  }

  @Test
  void randomDatagramsDoNoHarm() throws Exception {
    start();
    long seed = System.nanoTime();
    System.out.println("JaegerReceiversTest seed " + seed);
    Random random = new Random(seed);
    int sent = 0;
    for (; sent < 300; sent++) {
      byte[] datagram = new byte[random.nextInt(sent == 0 ? 65_000 : 300)];
      random.nextBytes(datagram);
      sendDatagram(JaegerTransport.THRIFT_COMPACT, datagram);
      sendDatagram(JaegerTransport.THRIFT_BINARY, datagram);
    }
    for (JaegerTransport transport :
        List.of(JaegerTransport.THRIFT_COMPACT, JaegerTransport.THRIFT_BINARY)) {
      await()
          .untilAsserted(
              () -> {
                sendDatagram(transport, call(format(transport), batch(span("last"))));
                assertThat(accepted(transport.label())).isPositive();
              });
    }
    await().until(() -> running.inFlightBytes() == 0);
  }

  private byte[] postSpans(byte[] request, String... metadata) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(HOST, port(JaegerTransport.GRPC)).usePlaintext().build();
    Metadata headers = new Metadata();
    for (int i = 0; i < metadata.length; i += 2) {
      headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
    }
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("jaeger.api_v2.CollectorService/PostSpans")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    try {
      return ClientCalls.blockingUnaryCall(
          ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
          method,
          CallOptions.DEFAULT,
          request);
    } finally {
      channel.shutdownNow();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] protobufRequest() {
    return ProtobufBatches.request(
        "shop",
        new ProtobufBatches.SpanWriter().id(1, TRACE_ID).id(2, "0000000000000003").text(3, "one"));
  }

  @Test
  void aBatchOverGrpcIsStored() {
    start();

    assertThat(postSpans(protobufRequest())).isEmpty();

    assertThat(onlyAppended().names()).containsExactly("one");
    assertThat(onlyAppended().traceIds()).containsExactly(TRACE_ID);
    assertThat(accepted("grpc")).isEqualTo(1);
  }

  @Test
  void anEmptyBatchOverGrpcIsASuccess() {
    start();

    assertThat(postSpans(new byte[0])).isEmpty();
    assertThat(running.intake.appended()).isEmpty();
  }

  @Test
  void callsOverGrpcFailWithTheirCode() {
    settings.multitenancy = true;
    start();

    assertCode(Status.Code.UNAUTHENTICATED, protobufRequest());
    assertCode(Status.Code.INVALID_ARGUMENT, new byte[] {1}, "x-scope-orgid", "acme");
    running.intake.failWith(new StoreUnavailableException("no disk"));
    assertCode(Status.Code.UNAVAILABLE, protobufRequest(), "x-scope-orgid", "acme");
    assertThat(refused("grpc", "unauthenticated")).isEqualTo(1);
    assertThat(refused("grpc", "invalid")).isEqualTo(1);
    assertThat(refused("grpc", "busy")).isEqualTo(1);
  }

  @Test
  void aBatchOverGrpcThatCannotBeReadSaysWhatIsWrong() throws Exception {
    start();
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> postSpans(new byte[] {10, 99}));

    var status = StatusProto.fromThrowable(refused);
    BadRequest details = status.getDetails(0).unpack(BadRequest.class);
    assertThat(details.getFieldViolations(0).getField()).isEqualTo("batch");
    assertThat(details.getFieldViolations(0).getDescription())
        .isEqualTo(refused.getStatus().getDescription());
  }

  @Test
  void spansThatClientsLostAreCounted() throws Exception {
    start();
    for (int report = 1; report <= 3; report++) {
      Batch batch = batch(span("one"));
      batch.getProcess().setTags(List.of(text("client-uuid", "7")));
      byte[] body = withStats(binary(batch), 100, 10L * report, 3);
      assertThat(post(body, "content-type", THRIFT).statusCode()).isEqualTo(202);
    }

    assertThat(lost("full_queue")).isZero();
    assertThat(lost("too_large")).as("from 10 to 30").isEqualTo(20);
    assertThat(lost("failed_to_emit")).isZero();
  }

  /// Puts field 4, of three numbers, before the end of a batch: the reference library is older.
  private static byte[] withStats(byte[] batch, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(batch.length + 4 + numbers.length * 11);
    out.put(batch, 0, batch.length - 1).put((byte) 12).putShort((short) 4);
    for (int i = 0; i < numbers.length; i++) {
      out.put((byte) 10).putShort((short) (i + 1)).putLong(numbers[i]);
    }
    return out.put((byte) 0).put((byte) 0).array();
  }

  private double lost(String reason) {
    return metric(
        "vivace_receiver_client_lost_spans_total", "collector_http", "reason=\"" + reason + "\"");
  }

  private void assertCode(Status.Code code, byte[] request, String... metadata) {
    assertThatThrownBy(() -> postSpans(request, metadata))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      settings.jaeger =
          new JaegerConfig(
              GrpcReceiverConfig.of(HOST, 0),
              new JaegerConfig.Http(HOST, 0),
              JaegerConfig.Udp.of(HOST, taken.getLocalPort()),
              null);

      assertThatThrownBy(settings::start)
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("distributor.receivers.jaeger.protocols.thrift_compact.endpoint")
          .hasMessageContaining("in use");
    }
  }

  @Test
  void aReceiverThatIsOffHasNoPort() {
    settings.jaeger = new JaegerConfig(null, new JaegerConfig.Http(HOST, 0), null, null);
    start();

    assertThat(running.distributor.jaegerPort(JaegerTransport.THRIFT_HTTP)).isPresent();
    assertThat(running.distributor.jaegerPort(JaegerTransport.GRPC)).isEmpty();
    assertThat(running.distributor.jaegerPort(JaegerTransport.THRIFT_COMPACT)).isEmpty();
  }
}
