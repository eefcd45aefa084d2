package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchTagValuesRequest;
import dev.vivace.model.proto.tempopb.SearchTagsRequest;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc.StreamingQuerierBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is one tenant's is no other's, whichever way it is asked for; and limits are each one's
/// own.
class TenantsIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String VICTIM = "victim";
  private static final String INTRUDER = "intruder";
  private static final String SECRET = "canary";
  private static final String TRACE = "5ec4e7005ec4e7005ec4e7005ec4e700";
  private static final String OWN_TRACE = "0000000000000000000000000000000a";
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static VivaceProcess server;
  private static ManagedChannel channel;
  private static Path limits;

  @BeforeAll
  static void storeTracesOfTwoTenants() throws IOException {
    limits = SERVERS.newFolder().resolve("limits.yaml");
    Files.writeString(limits, "overrides: {throttled: {ingestion: {burst_size_bytes: 10}}}");
    server =
        SERVERS.start(
            Settings.unlimited()
                .withBlocksAtOnce()
                .with("multitenancy_enabled", true)
                .with("overrides.per_tenant_override_config", limits.toString())
                .with("overrides.per_tenant_override_period", "50ms")
                .with("overrides.user_configurable_overrides.enabled", true));
    channel = NettyChannelBuilder.forTarget(server.grpc()).usePlaintext().build();
    assertThat(push(VICTIM, TRACE, SECRET).statusCode()).isEqualTo(200);
    await()
        .until(
            () -> get(VICTIM, "/api/v2/traces/" + TRACE + "?mode=blocks").body().contains(SECRET));
    assertThat(push(VICTIM, TRACE.replace('5', '6'), SECRET).statusCode()).isEqualTo(200);
    assertThat(push(INTRUDER, OWN_TRACE, "plain").statusCode()).isEqualTo(200);
    assertThat(api(VICTIM, "PATCH", "{\"forwarders\":[\"%s\"]}".formatted(SECRET)).statusCode())
        .isEqualTo(200);
  }

  @AfterAll
  static void closeClients() {
    channel.shutdownNow();
    HTTP.close();
  }

  private static HttpResponse<String> push(String tenant, String traceId, String text) {
    long now = Instant.now().getEpochSecond() * 1_000_000_000L;
    String body =
        """
        {"resourceSpans":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"%1$s"}},
          {"key":"%1$s.key","value":{"stringValue":"%1$s"}}]},
          "scopeSpans":[{"spans":[{"traceId":"%2$s","spanId":"00000000000000aa","name":"%1$s",
          "startTimeUnixNano":"%3$d","endTimeUnixNano":"%3$d"}]}]}]}
        """
            .formatted(text, traceId, now);
    return send(
        request(server.otlpHttp(), tenant, "/v1/traces")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(URI base, String tenant, String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    return tenant.isEmpty() ? request : request.header("X-Scope-OrgID", tenant);
  }

  private static HttpResponse<String> get(String tenant, String path) {
    return send(request(server.http(), tenant, path));
  }

  private static HttpResponse<String> api(String tenant, String method, String body) {
    return send(
        request(server.http(), tenant, "/api/overrides")
            .header("If-Match", "1")
            .method(method, BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /// Every path that reads, in words of which only the victim's data has some.
  static List<String> reads() {
    String all = encoded("{ }");
    return List.of(
        "/api/traces/" + TRACE,
        "/api/v2/traces/" + TRACE,
        "/api/v2/traces/" + TRACE + "?mode=blocks",
        "/api/search?q=" + all,
        "/api/search?q=" + encoded("{ name =~ \".*\" }"),
        "/api/search?tags=" + encoded("service.name=canary"),
        "/api/search/tags",
        "/api/v2/search/tags",
        "/api/v2/search/tags?scope=resource",
        "/api/search/tag/service.name/values",
        "/api/v2/search/tag/resource.service.name/values",
        "/api/v2/search/tag/name/values?q=" + all,
        "/api/v2/search/tag/resource.canary.key/values",
        "/api/metrics/query_range?step=10s&since=1h&q=" + encoded("{ } | rate() by (name)"),
        "/api/metrics/query?since=1h&q=" + encoded("{ } | count_over_time() by (name)"),
        "/api/overrides",
        "/api/overrides?scope=merged");
  }

  @ParameterizedTest
  @MethodSource("reads")
  void theOwnerSeesWhatNobodyElseDoes(String path) {
    assertThat(get(VICTIM, path).body()).as("the question finds something").contains(SECRET);
    for (String tenant :
        List.of(INTRUDER, "unknown", "Victim", "victim2", "vict", "intruder|unknown", "*")) {
      HttpResponse<String> answer = get(tenant, path);
      assertThat(answer.body()).as("to %s", tenant).doesNotContain(SECRET);
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 404);
    }
  }

  @ParameterizedTest
  @MethodSource("reads")
  void whoNamesNoTenantOrNoIdSeesNothing(String path) {
    assertThat(get("", path).statusCode()).isEqualTo(401);
    for (String id :
        List.of(
            ".",
            "..",
            "../victim",
            "victim/",
            "victim/..",
            "intruder/../victim",
            "a\\victim",
            "=tenant",
            "%76ictim",
            "victim\tx",
            "intruder,victim",
            "intruder|../victim",
            "|",
            "a".repeat(151))) {
      HttpResponse<String> answer = get(id, path);
      assertThat(answer.statusCode()).as("%s: %s", id, answer.body()).isEqualTo(400);
      assertThat(answer.body()).doesNotContain(SECRET);
    }
  }

  /// A proxy may have set one header and the client another.
  @ParameterizedTest
  @MethodSource("reads")
  void twoHeadersAreNoTenant(String path) {
    HttpResponse<String> answer =
        send(request(server.http(), INTRUDER, path).header("X-Scope-OrgID", VICTIM));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).doesNotContain(SECRET);
  }

  @Test
  void parametersAndOtherHeadersNameNoTenant() {
    for (String path : reads()) {
      String more = (path.contains("?") ? "&" : "?") + "tenant=victim&orgid=victim&user=victim";
      HttpResponse<String> answer =
          send(
              request(server.http(), INTRUDER, path + more)
                  .header("X-Org-ID", VICTIM)
                  .header("X-Tenant", VICTIM)
                  .header("X-Scope-Org-ID", VICTIM)
                  .header("Cookie", "X-Scope-OrgID=victim"));
      assertThat(answer.body()).as(path).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"intruder|victim", "victim|intruder|victim", "victim:key=value|intruder"})
  void severalTenantsMayBeReadTogetherAndNeitherWrittenNorLimited(String tenants) {
    for (String path : reads()) {
      HttpResponse<String> answer = get(tenants, path);
      if (path.startsWith("/api/overrides")) {
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
      } else {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).as(path).contains(SECRET);
      }
    }
    assertThat(push(tenants, OWN_TRACE, "x").statusCode()).isEqualTo(400);
    for (String method : List.of("POST", "PATCH", "DELETE")) {
      assertThat(api(tenants, method, "{}").statusCode()).as(method).isEqualTo(400);
    }
  }

  @Test
  void aTraceIsFoundWithTheTenantsThatHaveIt() {
    assertThat(get("intruder|victim", "/api/v2/traces/" + OWN_TRACE).statusCode()).isEqualTo(200);
    assertThat(get(INTRUDER, "/api/v2/traces/" + OWN_TRACE).body()).contains("plain");
    assertThat(get(INTRUDER, "/api/traces/" + TRACE).statusCode()).isEqualTo(404);
  }

  private static StreamingQuerierBlockingStub streams(String... tenants) {
    Metadata headers = new Metadata();
    Stream.of(tenants).forEach(tenant -> headers.put(TENANT, tenant));
    return StreamingQuerierGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String all(Iterator<?> messages) {
    StringBuilder text = new StringBuilder();
    messages.forEachRemaining(text::append);
    return text.toString();
  }

  private static Map<String, String> streamed(String... tenants) {
    long now = Instant.now().getEpochSecond();
    StreamingQuerierBlockingStub stub = streams(tenants);
    return Map.of(
        "search",
        all(stub.search(SearchRequest.newBuilder().setQuery("{ }").build())),
        "tags",
        all(stub.searchTags(SearchTagsRequest.getDefaultInstance())),
        "tags V2",
        all(stub.searchTagsV2(SearchTagsRequest.getDefaultInstance())),
        "values",
        all(
            stub.searchTagValues(
                SearchTagValuesRequest.newBuilder().setTagName("service.name").build())),
        "values V2",
        all(
            stub.searchTagValuesV2(
                SearchTagValuesRequest.newBuilder().setTagName("resource.service.name").build())),
        "range",
        all(
            stub.metricsQueryRange(
                QueryRangeRequest.newBuilder()
                    .setQuery("{ } | rate() by (name)")
                    .setStart((now - 600) * 1_000_000_000L)
                    .setEnd(now * 1_000_000_000L)
                    .setStep(10_000_000_000L)
                    .build())),
        "instant",
        all(
            stub.metricsQueryInstant(
                QueryInstantRequest.newBuilder()
                    .setQuery("{ } | count_over_time() by (name)")
                    .setStart((now - 600) * 1_000_000_000L)
                    .setEnd(now * 1_000_000_000L)
                    .build())));
  }

  @Test
  void streamsAreATenantsOwn() {
    streamed(VICTIM).forEach((what, text) -> assertThat(text).as(what).contains(SECRET));
    streamed("intruder|victim").forEach((what, text) -> assertThat(text).as(what).contains(SECRET));
    for (String tenant : List.of(INTRUDER, "unknown", "Victim")) {
      streamed(tenant).forEach((what, text) -> assertThat(text).as(what).doesNotContain(SECRET));
    }
    assertThatThrownBy(() -> streamed())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAUTHENTICATED");
    assertThatThrownBy(() -> streamed(INTRUDER, VICTIM))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAUTHENTICATED");
    assertThatThrownBy(() -> streamed("../victim"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void nobodyChangesOrDeletesAnothersLimits() {
    assertThat(api(INTRUDER, "DELETE", "").statusCode()).isEqualTo(404);
    assertThat(api("unknown", "POST", "{}").statusCode()).isEqualTo(412);
    assertThat(get(VICTIM, "/api/overrides").body()).contains(SECRET);
  }

  @Test
  void spansGoToTheTenantThatIsNamedOrNowhere() {
    assertThat(push("", OWN_TRACE, "x").statusCode()).isEqualTo(401);
    for (String id : List.of("..", "../victim", "victim/x", "=log", "a".repeat(151))) {
      assertThat(push(id, OWN_TRACE, "x").statusCode()).as(id).isEqualTo(400);
    }
  }

  @Test
  void limitsAreEachTenantsOwnAndReadAgain() throws IOException {
    assertThat(push("throttled", OWN_TRACE, "x").statusCode()).isEqualTo(413);
    assertThat(push("free", OWN_TRACE, "x").statusCode()).isEqualTo(200);
    Files.writeString(limits, "overrides: {free: {ingestion: {burst_size_bytes: 10}}}");
    await().until(() -> push("free", OWN_TRACE, "x").statusCode() == 413);
    assertThat(push("throttled", OWN_TRACE, "x").statusCode()).isEqualTo(200);
    assertThat(get("", "/status/overrides").body()).contains("free", VICTIM);
    assertThat(get("", "/status/overrides/free").body()).contains("burst_size_bytes: &#39;10&#39;");
    assertThat(get("", "/status/runtime_config?mode=diff").body()).contains("free:");
    assertThat(get("", "/metrics").body())
        .contains(
            "tempo_discarded_spans_total{reason=\"rate_limited\",tenant=\"throttled\"} 1.0",
            "tempo_runtime_config_last_reload_successful 1.0",
            "tempo_limits_overrides{limit_name=\"ingestion_burst_size_bytes\",user=\"free\"} 10.0");
  }
}
