package dev.vivace.querier.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.Trace;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.metrics.FakeMetricsQueries;
import dev.vivace.querier.metrics.MetricsConfig;
import dev.vivace.querier.search.FakeTraceSearch;
import dev.vivace.querier.search.SearchConfig;
import dev.vivace.querier.stream.StreamConfig;
import dev.vivace.querier.tags.FakeTagSearch;
import dev.vivace.querier.tags.TagConfig;
import dev.vivace.querier.trace.FakeTraceFinder.Call;
import dev.vivace.storage.trace.TraceFinder.Sources;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceByIdTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String SINGLE = "single-tenant";
  private static final String SHORTFALL_OF_BYTES =
      "Trace exceeds maximum size of 300 bytes, a partial trace is returned";

  private static final TracesData CART =
      trace(
          "cart",
          Span.newBuilder()
              .setTraceId(Ids.hex(ID))
              .setSpanId(Ids.hex("0123456789abcdef"))
              .setParentSpanId(Ids.hex("0000000000000001"))
              .setName("GET /cart")
              .setKind(Span.SpanKind.SPAN_KIND_SERVER)
              .setStartTimeUnixNano(1767225600000000000L)
              .setEndTimeUnixNano(1767225600120000000L)
              .addAttributes(
                  KeyValue.newBuilder()
                      .setKey("http.response.status_code")
                      .setValue(AnyValue.newBuilder().setIntValue(500)))
              .addEvents(
                  Span.Event.newBuilder()
                      .setTimeUnixNano(1767225600050000000L)
                      .setName("exception"))
              .setStatus(
                  Status.newBuilder()
                      .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                      .setMessage("boom"))
              .build());

  private static final String CART_BATCHES =
      """
      [{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},\
      "scopeSpans":[{"scope":{"name":"demo","version":"1.0"},\
      "spans":[{"traceId":"ASNFZ4mrze8BI0VniavN7w==","spanId":"ASNFZ4mrze8=",\
      "parentSpanId":"AAAAAAAAAAE=","name":"GET /cart","kind":"SPAN_KIND_SERVER",\
      "startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225600120000000",\
      "attributes":[{"key":"http.response.status_code","value":{"intValue":"500"}}],\
      "events":[{"timeUnixNano":"1767225600050000000","name":"exception"}],\
      "status":{"message":"boom","code":"STATUS_CODE_ERROR"}}]}]}]""";

  private final FakeTraceFinder finder = new FakeTraceFinder().with(SINGLE, CART);
  private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private TenancyConfig tenancy = TenancyConfig.defaults();
  private TraceByIdConfig limits = TraceByIdConfig.defaults();
  private final Map<String, List<String>> headers = new LinkedHashMap<>();

  @Test
  void v1AnswersBatchesInJson() throws Exception {
    HttpResponse response = get("/api/traces/" + ID);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("content-type", "application/json");
    assertThat(text(response)).isEqualTo("{\"batches\":" + CART_BATCHES + "}");
  }

  @Test
  void v2AnswersTraceAndMetricsInJson() throws Exception {
    HttpResponse response = get("/api/v2/traces/" + ID);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("content-type", "application/json");
    assertThat(text(response))
        .isEqualTo(
            "{\"trace\":{\"resourceSpans\":"
                + CART_BATCHES
                + "},\"metrics\":{\"inspectedBytes\":\"48211\"}}");
  }

  @Test
  void v1AnswersTheBareTraceInProtobuf() throws Exception {
    headers.put("accept", List.of("application/protobuf"));

    HttpResponse response = get("/api/traces/" + ID);

    assertThat(response.headers()).containsEntry("content-type", "application/protobuf");
    assertThat(TracesData.parseFrom(body(response))).isEqualTo(CART);
  }

  @Test
  void v2AnswersTheEnvelopeInProtobuf() throws Exception {
    headers.put("accept", List.of("application/protobuf"));

    HttpResponse response = get("/api/v2/traces/" + ID);
    TraceByIDResponse answer = TraceByIDResponse.parseFrom(body(response));

    assertThat(response.headers()).containsEntry("content-type", "application/protobuf");
    assertThat(answer.getTrace()).isEqualTo(Trace.parseFrom(CART.toByteArray()));
    assertThat(answer.getMetrics().getInspectedBytes()).isEqualTo(48_211);
    assertThat(answer.getStatus()).isEqualTo(PartialStatus.COMPLETE);
    assertThat(answer.getMessage()).isEmpty();
  }

  @Test
  void jsonAndProtobufSayTheSameAndJsonHasNoUnknownKey() throws Exception {
    byte[] json = body(get("/api/v2/traces/" + ID));
    headers.put("accept", List.of("application/protobuf"));
    byte[] protobuf = body(get("/api/v2/traces/" + ID));

    TraceByIDResponse.Builder parsed = TraceByIDResponse.newBuilder();
    JsonFormat.parser().merge(new String(json, UTF_8), parsed);

    assertThat(parsed.build()).isEqualTo(TraceByIDResponse.parseFrom(protobuf));
  }

  @Test
  void whatClientsDereferenceIsOnTheWireThoughItIsEmpty() throws Exception {
    finder.with(
        SINGLE,
        TracesData.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(ScopeSpans.newBuilder().addSpans(Span.getDefaultInstance())))
            .build());
    assertThat(text(get("/api/v2/traces/1")))
        .startsWith(
            "{\"trace\":{\"resourceSpans\":[{\"resource\":{},"
                + "\"scopeSpans\":[{\"scope\":{},\"spans\":[{\"status\":{}}]}]}]}");
    headers.put("accept", List.of("application/protobuf"));

    TraceByIDResponse answer = TraceByIDResponse.parseFrom(body(get("/api/v2/traces/1")));

    assertThat(answer.hasTrace()).isTrue();
    assertThat(answer.hasMetrics()).isTrue();
    var resourceSpans = answer.getTrace().getResourceSpans(0);
    assertThat(resourceSpans.hasResource()).isTrue();
    assertThat(resourceSpans.getScopeSpans(0).hasScope()).isTrue();
    assertThat(resourceSpans.getScopeSpans(0).getSpans(0).hasStatus()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "application/protobuf                            | application/protobuf",
        "application/json                                | application/json",
        "text/html, */*                                  | application/json",
        "application/json;q=1, application/protobuf;q=.1 | application/protobuf",
        "application/vnd.grafana.llm, application/json   | application/json",
        "application/vnd.grafana.llm                     | application/vnd.grafana.llm+json",
        "application/vnd.grafana.llm+json                | application/vnd.grafana.llm+json",
      })
  void theFormatGoesBySubstringInTheOrderProtobufJsonLlm(String accept, String contentType)
      throws Exception {
    headers.put("accept", List.of(accept));

    assertThat(get("/api/v2/traces/" + ID).headers()).containsEntry("content-type", contentType);
  }

  @Test
  void v1HasNoLlmBodyButItsContentType() throws Exception {
    headers.put("accept", List.of("application/vnd.grafana.llm"));

    HttpResponse response = get("/api/traces/" + ID);

    assertThat(response.headers())
        .containsEntry("content-type", "application/vnd.grafana.llm+json");
    assertThat(text(response)).isEqualTo("{\"batches\":" + CART_BATCHES + "}");
  }

  @Test
  void anUnknownTraceIs404WithoutBodyInV1() throws Exception {
    finder.with(SINGLE);

    HttpResponse response = get("/api/traces/" + ID);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.length()).isZero();
  }

  @Test
  void anUnknownTraceIsAnEmptyTraceInV2() throws Exception {
    finder.with(SINGLE).inspectedBytes = 0;

    HttpResponse response = get("/api/v2/traces/" + ID);
    assertThat(response.status()).isEqualTo(200);
    assertThat(text(response)).isEqualTo("{\"trace\":{},\"metrics\":{}}");

    headers.put("accept", List.of("application/protobuf"));
    assertThat(body(get("/api/v2/traces/" + ID))).containsExactly(0x0A, 0x00, 0x12, 0x00);

    headers.put("accept", List.of("application/vnd.grafana.llm"));
    assertThat(text(get("/api/v2/traces/" + ID))).isEqualTo("{\"trace\":{},\"metrics\":{}}");
  }

  @Test
  void aTraceOverItsLimitIs422InV1() throws Exception {
    limits = new TraceByIdConfig(_ -> 300, 1 << 20);
    finder.with(SINGLE, manySpans(10));

    HttpResponse response = get("/api/traces/" + ID);

    assertThat(response.status()).isEqualTo(422);
    assertThat(text(response))
        .isEqualTo(
            "trace %s exceeds maximum size of 300 bytes (max_bytes_per_trace). Raise it, or ask "
                    .formatted(ID)
                + "/api/v2/traces/%s for a part".formatted(ID));
  }

  @Test
  void aTraceOverItsLimitIsPartialInV2() throws Exception {
    limits = new TraceByIdConfig(_ -> 300, 1 << 20);
    finder.with(SINGLE, manySpans(10));

    assertThat(text(get("/api/v2/traces/" + ID)))
        .endsWith(",\"status\":\"PARTIAL\",\"message\":\"" + SHORTFALL_OF_BYTES + "\"}");

    headers.put("accept", List.of("application/protobuf"));
    byte[] body = body(get("/api/v2/traces/" + ID));
    TraceByIDResponse answer = TraceByIDResponse.parseFrom(body);
    assertThat(answer.getStatus()).isEqualTo(PartialStatus.PARTIAL);
    assertThat(answer.getMessage()).isEqualTo(SHORTFALL_OF_BYTES);
    assertThat(answer.getTrace().getResourceSpans(0).getScopeSpans(0).getSpansCount())
        .isBetween(1, 9);
    assertThat(answer.getTrace().getSerializedSize()).isLessThanOrEqualTo(300);
  }

  @Test
  void aTraceWhoseFirstSpanIsTooLargeIsPartialAndNotMissing() throws Exception {
    limits = new TraceByIdConfig(_ -> 10, 1 << 20);

    assertThat(get("/api/traces/" + ID).status()).isEqualTo(422);
    assertThat(text(get("/api/v2/traces/" + ID)))
        .startsWith("{\"trace\":{},")
        .contains("\"status\":\"PARTIAL\"");
  }

  @Test
  void withoutATenantLimitTheLimitOfAnswersHolds() throws Exception {
    limits = new TraceByIdConfig(_ -> 0, 1_000);
    finder.with(SINGLE, manySpans(100));
    headers.put("accept", List.of("application/protobuf"));

    TraceByIDResponse answer = TraceByIDResponse.parseFrom(body(get("/api/v2/traces/" + ID)));

    assertThat(answer.getMessage())
        .isEqualTo("Trace exceeds maximum size of 1000 bytes, a partial trace is returned");
  }

  @Test
  void jsonThatOutgrowsTheLimitOfAnswersIs422() throws Exception {
    limits = new TraceByIdConfig(_ -> 0, 5_000);
    finder.with(SINGLE, trace("cart", Span.newBuilder().setName("\u0001".repeat(2_000)).build()));

    HttpResponse response = get("/api/v2/traces/" + ID);

    assertThat(response.status()).isEqualTo(422);
    assertThat(text(response))
        .isEqualTo(
            "trace %s: as application/json it exceeds 5000 bytes; ask for application/protobuf"
                .formatted(ID));
    headers.put("accept", List.of("application/protobuf"));
    assertThat(get("/api/v2/traces/" + ID).status()).isEqualTo(200);
  }

  @Test
  void unreadableBlocksAreSaidInV2AndAnErrorInV1() throws Exception {
    finder.failedBlocks = 2;

    HttpResponse v1 = get("/api/traces/" + ID);
    assertThat(v1.status()).isEqualTo(500);
    assertThat(text(v1)).contains(ID).contains("2 blocks could not be read");

    HttpResponse v2 = get("/api/v2/traces/" + ID);
    assertThat(v2.status()).isEqualTo(200);
    assertThat(text(v2))
        .contains(CART_BATCHES)
        .endsWith(
            ",\"status\":\"PARTIAL\",\"message\":\"2 blocks could not be read, so spans may be"
                + " missing; the log of the querier names them\"}");
  }

  @Test
  void nothingFoundIsNotFoundOnlyIfAllBlocksWereRead() throws Exception {
    finder.with(SINGLE).failedBlocks = 1;

    assertThat(get("/api/traces/" + ID).status()).isEqualTo(500);
    assertThat(text(get("/api/v2/traces/" + ID)))
        .startsWith("{\"trace\":{},")
        .contains("\"status\":\"PARTIAL\"");
  }

  @Test
  void spansOfSeveralSourcesBecomeOneTrace() throws Exception {
    Span first = span(1, 2, 10);
    Span sameIdOtherKind = span(1, 3, 10);
    Span sameIdAndKindOtherStart = span(1, 2, 11);
    Span twin = span(1, 2, 10).toBuilder().setName("twin").build();
    finder.with(
        SINGLE,
        trace("a", sameIdAndKindOtherStart, first),
        trace("b", twin, sameIdOtherKind, span(9, 1, 5)));
    headers.put("accept", List.of("application/protobuf"));

    TracesData answer = TracesData.parseFrom(body(get("/api/traces/" + ID)));

    assertThat(answer)
        .isEqualTo(
            TracesData.newBuilder()
                .mergeFrom(trace("b", span(9, 1, 5), sameIdOtherKind))
                .mergeFrom(trace("a", first, sameIdAndKindOtherStart))
                .build());
  }

  @ParameterizedTest(name = "mode={0}")
  @CsvSource({"all, ALL", "blocks, BLOCKS", "ingesters, RECENT", "recent, RECENT", "'', ALL"})
  void modesNameTheSources(String mode, Sources sources) throws Exception {
    get("/api/v2/traces/" + ID + "?mode=" + mode);

    assertThat(finder.calls).extracting(Call::sources).containsExactly(sources);
  }

  @Test
  void onlyExternalSourcesAreNoSources() throws Exception {
    assertThat(get("/api/traces/" + ID + "?mode=external").status()).isEqualTo(404);
    assertThat(finder.calls).isEmpty();
  }

  @Test
  void timesAndIdReachTheFinder() throws Exception {
    get("/api/v2/traces/abc?start=1767225600&end=1767229200&blockStart=x&blockEnd=y&tag=z");
    get("/api/v2/traces/ABC?start=5");
    get("/api/v2/traces/0abc");

    TenantId tenant = TenantId.SINGLE;
    TraceId id = new TraceId(0, 0xabc);
    assertThat(finder.calls)
        .containsExactly(
            new Call(tenant, id, Sources.ALL, 1767225600, 1767229200),
            new Call(tenant, id, Sources.ALL, 5, Long.MAX_VALUE),
            new Call(tenant, id, Sources.ALL, 0, Long.MAX_VALUE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "xyz            | trace IDs can only contain hex characters: invalid character 'x' at"
            + " position 1",
        "12g            | trace IDs can only contain hex characters: invalid character 'g' at"
            + " position 3",
        "ab%2Fcd        | trace IDs can only contain hex characters: invalid character '%' at"
            + " position 3",
        "''             | trace id of 0 digits (expected: 1 to 32 hex digits)",
        "0123456789abcdef0123456789abcdef0 | trace id of 33 digits (expected: 1 to 32 hex digits)",
        "1?start=10&end=10 | http parameter start must be before end. received start=10 end=10",
        "1?start=11&end=10 | http parameter start must be before end. received start=11 end=10",
        "1?start=soon   | invalid start 'soon' (expected: unix seconds, such as 1767225600)",
        "1?end=-1       | invalid end '-1' (expected: unix seconds, such as 1767225600)",
        "1?mode=ALL     | invalid mode 'ALL' (expected: all, blocks, ingesters, recent or external)",
      })
  void badParametersAreRefusedBeforeAnythingIsRead(String rest, String message) {
    for (String path : List.of("/api/traces/", "/api/v2/traces/")) {
      assertThatThrownBy(() -> get(path + rest))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(message);
    }
    assertThat(finder.calls).isEmpty();
  }

  @Test
  void withoutMultitenancyTheHeaderIsIgnored() throws Exception {
    headers.put("x-scope-orgid", List.of("|||"));

    assertThat(get("/api/traces/" + ID).status()).isEqualTo(200);
  }

  @Test
  void withMultitenancyTheTenantIsNeeded() throws Exception {
    tenancy = new TenancyConfig(true, true);

    HttpResponse response = get("/api/traces/" + ID);

    assertThat(response.status()).isEqualTo(401);
    assertThat(text(response)).isEqualTo("no org id");
    assertThat(finder.calls).isEmpty();
  }

  @Test
  void theTracesOfSeveralTenantsAreMerged() throws Exception {
    tenancy = new TenancyConfig(true, true);
    headers.put("x-scope-orgid", List.of("b|a|b"));
    finder
        .with("a", trace("x", span(1, 1, 20)))
        .with("b", trace("x", span(2, 1, 10), span(1, 1, 20)));
    headers.put("accept", List.of("application/protobuf"));

    TraceByIDResponse answer = TraceByIDResponse.parseFrom(body(get("/api/v2/traces/" + ID)));

    assertThat(finder.calls).extracting(call -> call.tenant().value()).containsExactly("a", "b");
    assertThat(answer.getTrace())
        .isEqualTo(Trace.parseFrom(trace("x", span(2, 1, 10), span(1, 1, 20)).toByteArray()));
    assertThat(answer.getMetrics().getInspectedBytes()).isEqualTo(2 * 48_211);
  }

  @Test
  void ofSeveralTenantsTheMostGenerousLimitHolds() throws Exception {
    tenancy = new TenancyConfig(true, true);
    limits = new TraceByIdConfig(tenant -> tenant.value().equals("a") ? 10 : 1_000_000, 1 << 20);
    headers.put("x-scope-orgid", List.of("a|b"));
    finder.with("a", trace("x", span(1, 1, 20)));

    assertThat(get("/api/traces/" + ID).status()).isEqualTo(200);
    headers.put("x-scope-orgid", List.of("a"));
    assertThat(get("/api/traces/" + ID).status()).isEqualTo(422);
  }

  @Test
  void behindAFullTraceNoFurtherTenantIsAsked() throws Exception {
    tenancy = new TenancyConfig(true, true);
    limits = new TraceByIdConfig(_ -> 300, 1 << 20);
    headers.put("x-scope-orgid", List.of("a|b"));
    finder.with("a", manySpans(10)).with("b", manySpans(10));

    assertThat(text(get("/api/v2/traces/" + ID))).contains(SHORTFALL_OF_BYTES);
    assertThat(finder.calls).extracting(call -> call.tenant().value()).containsExactly("a");
  }

  @Test
  void queriesAndWhatTheyReadAreCounted() throws Exception {
    get("/api/traces/" + ID);
    get("/api/v2/traces/" + ID);

    assertThat(
            registry
                .get("tempo_query_frontend_queries")
                .tags("tenant", SINGLE, "op", "traces", "result", "completed")
                .counter()
                .count())
        .isEqualTo(2);
    assertThat(
            registry
                .get("tempo_query_frontend_bytes_inspected")
                .tags("tenant", SINGLE, "op", "traces")
                .counter()
                .count())
        .isEqualTo(2 * 48_211);
  }

  @Test
  void anInterruptedQueryCountsAsCanceled() throws Exception {
    Thread.currentThread().interrupt();
    try {
      get("/api/traces/" + ID);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(
            registry
                .get("tempo_query_frontend_queries")
                .tags("tenant", SINGLE, "op", "traces", "result", "canceled")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void echoNeedsNoTenant(String method) throws Exception {
    tenancy = new TenancyConfig(true, true);

    HttpResponse response =
        api()
            .handlers()
            .get("/api/echo")
            .handle(
                new HttpRequest(
                    method, "/api/echo", "/api/echo", Map.of(), headers, new byte[0], "test"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(text(response)).isEqualTo("echo\n");
  }

  private QuerierApi api() {
    return new QuerierApi(
        new QuerierApi.Config(
            tenancy,
            limits,
            SearchConfig.defaults(),
            TagConfig.defaults(),
            MetricsConfig.defaults(),
            StreamConfig.defaults()),
        new QuerierApi.Sources(
            finder, new FakeTraceSearch(), new FakeTagSearch(), new FakeMetricsQueries()),
        InstantSource.system(),
        registry);
  }

  private HttpResponse get(String target) throws Exception {
    String path = target.split("\\?", 2)[0];
    String pattern = path.substring(0, path.lastIndexOf('/') + 1) + "{traceID}";
    return api()
        .handlers()
        .get(pattern)
        .handle(
            new HttpRequest("GET", path, path, parameters(target), headers, new byte[0], "test"));
  }

  private static Map<String, List<String>> parameters(String target) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    int question = target.indexOf('?');
    if (question >= 0) {
      for (String pair : target.substring(question + 1).split("&", -1)) {
        String[] parts = pair.split("=", 2);
        parameters.put(parts[0], List.of(parts[1]));
      }
    }
    return parameters;
  }

  private static byte[] body(HttpResponse response) {
    return Arrays.copyOf(response.body(), response.length());
  }

  private static String text(HttpResponse response) {
    return new String(body(response), UTF_8);
  }

  private static Span span(long id, int kind, long start) {
    return Span.newBuilder()
        .setTraceId(Ids.hex(ID))
        .setSpanId(Ids.spanId(id))
        .setKindValue(kind)
        .setStartTimeUnixNano(start)
        .setStatus(Status.getDefaultInstance())
        .build();
  }

  private static TracesData manySpans(int count) {
    Span[] spans = new Span[count];
    for (int i = 0; i < count; i++) {
      spans[i] = span(i + 1, 1, i + 1);
    }
    return trace("cart", spans);
  }

  private static TracesData trace(String service, Span... spans) {
    return TracesData.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue(service))))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(
                            InstrumentationScope.newBuilder().setName("demo").setVersion("1.0"))
                        .addAllSpans(List.of(spans))))
        .build();
  }
}
