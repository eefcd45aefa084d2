package dev.vivace.distributor.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.distributor.Distributor;
import dev.vivace.distributor.DistributorConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ingest.DebugAids;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.intake.SpanIntake;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The receiver over real sockets, with a write path that remembers what it got.
@Timeout(30)
class ZipkinHttpTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final String SPAN =
      "{\"traceId\":\"7\",\"id\":\"a1\",\"name\":\"get\",\"timestamp\":10}";
  private static final String JSON = "application/json";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Span> stored = new CopyOnWriteArrayList<>();
  private final List<TenantId> tenants = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile @Nullable Throwable failure;
  private boolean multitenancy;
  private Distributor distributor;

  @BeforeEach
  void start() {
    DistributorConfig config =
        new DistributorConfig(
            null,
            null,
            JaegerConfig.OFF,
            MAX_REQUEST_BYTES,
            64 << 20,
            16 << 20,
            multitenancy,
            _ -> IngestLimits.unlimited(0),
            false,
            DebugAids.NONE,
            ZipkinReceiverConfig.of("127.0.0.1", 0));
    distributor = Distributor.start(config, new Remembering(), registry, () -> NOW);
  }

  @AfterEach
  void stop() {
    assertThat(metric("vivace_distributor_in_flight_bytes")).isZero();
    client.shutdownNow();
    distributor.stop();
  }

  private final class Remembering implements SpanIntake {
    @Override
    public void append(
        TenantId tenant,
        WireFormat format,
        long receivedNanos,
        int maxAttributeBytes,
        SpanBatch batch,
        Done done) {
      assertThat(format).isEqualTo(WireFormat.OTLP_PROTOBUF);
      tenants.add(tenant);
      try {
        byte[] request = Arrays.copyOf(batch.bytes(), batch.requestLength());
        stored.addAll(new Translated(ExportTraceServiceRequest.parseFrom(request)).spans());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("not OTLP", e);
      }
      done.run(failure);
    }
  }

  private HttpResponse<String> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:%d%s".formatted(distributor.zipkinPort().orElseThrow(), path));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String json, String... headers) throws Exception {
    return send("POST", "/api/v2/spans", json.getBytes(UTF_8), headers);
  }

  private double metric(String prefix) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private double accepted(ZipkinFormat format) {
    return metric(
        "tempo_receiver_accepted_spans{receiver=\"zipkin/zipkin_receiver\",transport=\"%s\"}"
            .formatted(format.transport()));
  }

  private double refused(ZipkinFormat format) {
    return metric(
        "tempo_receiver_refused_spans{receiver=\"zipkin/zipkin_receiver\",transport=\"%s\"}"
            .formatted(format.transport()));
  }

  private static String type(ZipkinFormat format) {
    return switch (format) {
      case V1_JSON, V2_JSON -> JSON;
      case V1_THRIFT -> "application/x-thrift";
      case V2_PROTOBUF -> "application/x-protobuf";
    };
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    }
    return compressed.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(ZipkinFormat.class)
  void everyFormIsStoredAndAnswered202WithoutABody(ZipkinFormat format) throws Exception {
    List<zipkin2.Span> sent = new RandomSpans(1).list(20);
    byte[] body = ZipkinOracleTest.encoder(format).encodeList(sent);
    String type = type(format);

    HttpResponse<String> plain =
        send("POST", format.path(), body, "content-type", type + "; charset=utf-8");
    HttpResponse<String> compressed =
        send(
            "POST",
            format.path() + "/?x=y",
            gzip(body),
            "content-type",
            type,
            "content-encoding",
            "gzip");

    assertThat(plain.statusCode()).as(plain.body()).isEqualTo(202);
    assertThat(plain.body()).isEmpty();
    assertThat(compressed.statusCode()).as(compressed.body()).isEqualTo(202);
    assertThat(stored.size()).isGreaterThanOrEqualTo(2 * sent.size()).isEven();
    assertThat(stored.subList(0, stored.size() / 2))
        .isEqualTo(stored.subList(stored.size() / 2, stored.size()));
    assertThat(accepted(format)).isEqualTo(stored.size());
    assertThat(tenants).containsOnly(TenantId.SINGLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json; charset=utf-8", "unheard/of"})
  void whateverIsNotBinaryIsJson(String type) throws Exception {
    assertThat(post("[" + SPAN + "]", "content-type", type).statusCode()).isEqualTo(202);
    assertThat(post("[" + SPAN + "]").statusCode()).isEqualTo(202);
    assertThat(stored).extracting(Span::getName).containsExactly("get", "get");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/spans, application/json",
    "/api/v2/spans, application/x-protobuf",
    "/api/v1/spans, application/json",
    "/api/v1/spans, application/x-thrift"
  })
  void anEmptyBodyHasNoSpans(String path, String type) throws Exception {
    assertThat(send("POST", path, new byte[0], "content-type", type).statusCode()).isEqualTo(202);
    assertThat(stored).isEmpty();
  }

  @Test
  void anEmptyListHasNoSpans() throws Exception {
    assertThat(post("[]").statusCode()).isEqualTo(202);
    assertThat(stored).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /api/v2/spans,  405",
    "PUT,  /api/v1/spans,  405",
    "POST, /api/v3/spans,  404",
    "GET,  /api/v2/traces, 404",
    "POST, /,              404"
  })
  void otherPathsAndMethodsAreRefused(String method, String path, int status) throws Exception {
    HttpResponse<String> response = send(method, path, new byte[0]);

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 405) {
      assertThat(response.headers().firstValue("allow").orElse("")).contains("POST");
    } else {
      assertThat(response.body()).contains("/api/v2/spans");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/spans, application/x-thrift,   /api/v1/spans",
    "/api/v1/spans, application/x-protobuf, /api/v2/spans"
  })
  void aTypeOfTheOtherVersionIs400WithItsPath(String path, String type, String right)
      throws Exception {
    HttpResponse<String> response = send("POST", path, new byte[] {1}, "content-type", type);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("go to " + right);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[{]; column 3",
        "{}; a list of spans",
        "[{\"binaryAnnotations\":[]}]; /api/v1/spans"
      })
  void whatCannotBeReadIs400WithTheReason(String json, String reason) throws Exception {
    HttpResponse<String> response = post(json, "content-type", JSON);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(reason).endsWith("\n");
    assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(metric("vivace_receiver_refused_requests_total{reason=\"invalid\"")).isEqualTo(1);
  }

  @Test
  void aBodyThatDoesNotInflateIs400() throws Exception {
    assertThat(post("[]", "content-encoding", "gzip").statusCode()).isEqualTo(400);
    assertThat(post("[]", "content-encoding", "br").statusCode()).isEqualTo(415);
  }

  @Test
  void aBadIdCostsItsSpanAlone() throws Exception {
    String bad = "{\"traceId\":\"no hex\",\"id\":\"a1\",\"name\":\"bad\",\"timestamp\":10}";

    HttpResponse<String> partly = post("[" + bad + "," + SPAN + "]");
    HttpResponse<String> wholly = post("[" + bad + "]");

    assertThat(partly.statusCode()).isEqualTo(202);
    assertThat(partly.body()).isEmpty();
    assertThat(wholly.statusCode()).isEqualTo(400);
    assertThat(wholly.body()).contains("'bad'", "trace id");
    assertThat(accepted(ZipkinFormat.V2_JSON)).isEqualTo(1);
    assertThat(refused(ZipkinFormat.V2_JSON)).isEqualTo(2);
    assertThat(metric("tempo_discarded_spans_total{reason=\"invalid_trace_id\"")).isEqualTo(2);
  }

  @Test
  void aRequestOverTheLimitIs413AsSentAndInflated() throws Exception {
    byte[] large = new byte[MAX_REQUEST_BYTES + 1];
    Arrays.fill(large, (byte) ' ');

    assertThat(send("POST", "/api/v2/spans", large).statusCode()).isEqualTo(413);
    assertThat(send("POST", "/api/v2/spans", gzip(large), "content-encoding", "gzip").statusCode())
        .isEqualTo(413);
  }

  @Test
  void aTranslationOverTheLimitIs413() throws Exception {
    String name = "x".repeat(MAX_REQUEST_BYTES / 2);
    StringBuilder annotations = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      annotations
          .append(i == 0 ? "" : ",")
          .append(
              "{\"value\":\"a\",\"timestamp\":1,\"endpoint\":{\"serviceName\":\"s%d\"}}"
                  .formatted(i));
    }
    String request =
        "[{\"traceId\":\"1\",\"id\":\"1\",\"name\":\"%s\",\"annotations\":[%s]}]"
            .formatted(name, annotations);

    HttpResponse<String> response = send("POST", "/api/v1/spans", request.getBytes(UTF_8));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("translated to OTLP");
  }

  @Test
  void limitsAndPressureTellWhenToComeBack() throws Exception {
    failure = new LimitExceededException("RATE_LIMITED: too much");
    HttpResponse<String> limited = post("[" + SPAN + "]");
    failure = new StoreUnavailableException("the log is full", new IOException());
    HttpResponse<String> busy = post("[" + SPAN + "]");

    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.body()).startsWith("RATE_LIMITED");
    assertThat(limited.headers().firstValue("retry-after")).isPresent();
    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void withTenantsARequestNamesItsOwn() throws Exception {
    distributor.stop();
    registry.clear();
    multitenancy = true;
    start();

    assertThat(post("[" + SPAN + "]", "X-Scope-OrgID", "acme").statusCode()).isEqualTo(202);
    assertThat(post("[" + SPAN + "]").statusCode()).isEqualTo(401);
    assertThat(post("[" + SPAN + "]", "X-Scope-OrgID", "a/b").statusCode()).isEqualTo(400);
    assertThat(tenants).containsExactly(new TenantId("acme"));
  }

  @Test
  void aSpanWithoutTimeBeginsNow() throws Exception {
    assertThat(post("[{\"traceId\":\"7\",\"id\":\"a1\"}]").statusCode()).isEqualTo(202);

    assertThat(stored.getFirst().getStartTimeUnixNano())
        .isEqualTo(NOW.getEpochSecond() * 1_000_000_000 + NOW.getNano());
  }
}
