package dev.vivace.querier.tags;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.SearchTagValuesResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsResponse;
import dev.vivace.model.proto.tempopb.SearchTagsV2Response;
import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.Requests;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.querier.metrics.FakeMetricsQueries;
import dev.vivace.querier.search.FakeTraceSearch;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TagHandlersTest {

  private static final long NOW = 1_700_003_600L;
  private static final String METRICS =
      "\"metrics\":{\"inspectedBytes\":\"5120\",\"totalJobs\":2,\"completedJobs\":1,"
          + "\"totalBlocks\":1,\"totalBlockBytes\":\"8011\"}";

  private final FakeTagSearch search = new FakeTagSearch();
  private final QuerierApi api =
      new QuerierApi(
          QuerierApi.Config.defaults(),
          new QuerierApi.Sources(
              (_, _, _, _, _, _) -> {
                throw new IllegalStateException("no trace is looked up");
              },
              new FakeTraceSearch(),
              search,
              new FakeMetricsQueries()),
          () -> Instant.ofEpochSecond(NOW),
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

  @BeforeEach
  void answer() {
    search.names =
        (_, _) ->
            new TagNames(
                Map.of(
                    Scope.SPAN, new LinkedHashSet<>(List.of("http.method", "a")),
                    Scope.RESOURCE, new LinkedHashSet<>(List.of("service.name", "a"))),
                FakeTagSearch.METRICS,
                "");
    search.values =
        (_, _) ->
            new TagValues(
                new LinkedHashSet<>(
                    List.of(
                        new TagValue(TagValue.Type.STRING, "GE\"T"),
                        new TagValue(TagValue.Type.INT, "200"),
                        new TagValue(TagValue.Type.STRING, "200"),
                        new TagValue(TagValue.Type.STRING, ""))),
                FakeTagSearch.METRICS,
                "");
  }

  private HttpResponse get(String target, String... headers) throws Exception {
    String path = target.replaceAll("\\?.*", "");
    String pattern =
        path.contains("/search/tag/")
            ? path.replaceAll("/search/tag/.*", "/search/tag/{name...}")
            : path;
    return api.handlers().get(pattern).handle(Requests.get(target, headers));
  }

  private String json(String target) throws Exception {
    HttpResponse response = get(target);
    return new String(response.body(), 0, response.length(), UTF_8);
  }

  @Test
  void namesOfTheFirstVersionAreFlat() throws Exception {
    assertThat(json("/api/search/tags"))
        .isEqualTo("{\"tagNames\":[\"a\",\"http.method\",\"service.name\"]," + METRICS + "}");
    assertThat(json("/api/search/tags?scope=intrinsic"))
        .startsWith("{\"tagNames\":[\"duration\",\"name\",")
        .endsWith("\"metrics\":{}}");
  }

  @Test
  void namesOfTheSecondVersionHaveScopes() throws Exception {
    assertThat(json("/api/v2/search/tags?scope=span"))
        .isEqualTo(
            "{\"scopes\":[{\"name\":\"span\",\"tags\":[\"a\",\"http.method\"]}]," + METRICS + "}");
    assertThat(json("/api/v2/search/tags"))
        .startsWith(
            "{\"scopes\":[{\"name\":\"resource\",\"tags\":[\"a\",\"service.name\"]},"
                + "{\"name\":\"span\",\"tags\":[\"a\",\"http.method\"]},"
                + "{\"name\":\"intrinsic\",\"tags\":[\"duration\",");
    assertThat(json("/api/v2/search/tags?scope=trace")).isEqualTo("{\"scopes\":[],\"metrics\":{}}");
    assertThat(TagQueries.INTRINSICS).hasSize(25).doesNotHaveDuplicates();
  }

  @Test
  void valuesHaveTypesFromTheSecondVersionOn() throws Exception {
    assertThat(json("/api/search/tag/http.method/values"))
        .isEqualTo("{\"tagValues\":[\"GE\\\"T\",\"200\",\"\"]," + METRICS + "}");
    assertThat(json("/api/v2/search/tag/.http.method/values"))
        .isEqualTo(
            "{\"tagValues\":[{\"type\":\"string\",\"value\":\"GE\\\"T\"},"
                + "{\"type\":\"int\",\"value\":\"200\"},{\"type\":\"string\",\"value\":\"200\"},"
                + "{\"type\":\"string\"}],"
                + METRICS
                + "}");
  }

  @Test
  void languageModelsGetTextsByType() throws Exception {
    HttpResponse response =
        get("/api/v2/search/tag/.a/values", "accept", "application/vnd.grafana.llm");
    assertThat(response.headers())
        .containsEntry("content-type", "application/vnd.grafana.llm+json");
    assertThat(new String(response.body(), 0, response.length(), UTF_8))
        .startsWith("{\"tagValues\":{\"string\":[\"GE\\\"T\",\"200\",\"\"],\"int\":[\"200\"]},");
  }

  static List<Arguments> messages() {
    return List.of(
        Arguments.of("/api/search/tags", SearchTagsResponse.getDefaultInstance()),
        Arguments.of("/api/v2/search/tags", SearchTagsV2Response.getDefaultInstance()),
        Arguments.of("/api/search/tag/a/values", SearchTagValuesResponse.getDefaultInstance()),
        Arguments.of(
            "/api/v2/search/tag/.a/values", SearchTagValuesV2Response.getDefaultInstance()),
        Arguments.of(
            "/api/v2/search/tag/status/values", SearchTagValuesV2Response.getDefaultInstance()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void jsonAndProtobufSayTheSame(String target, Message prototype) throws Exception {
    Message.Builder parsed = prototype.newBuilderForType();
    JsonFormat.parser().merge(json(target), parsed);
    HttpResponse protobuf = get(target, "accept", "application/protobuf");
    assertThat(protobuf.headers()).containsEntry("content-type", "application/protobuf");
    assertThat(parsed.build()).isEqualTo(prototype.getParserForType().parseFrom(protobuf.body()));
  }

  @Test
  void keywordsAndIdsNeedNoLook() throws Exception {
    assertThat(json("/api/v2/search/tag/status/values"))
        .contains("{\"type\":\"keyword\",\"value\":\"error\"}", "\"ok\"", "\"unset\"");
    assertThat(json("/api/v2/search/tag/span:kind/values")).contains("producer", "unspecified");
    assertThat(json("/api/v2/search/tag/duration/values"))
        .isEqualTo("{\"tagValues\":[],\"metrics\":{}}");
    assertThat(json("/api/v2/search/tag/trace:id/values"))
        .isEqualTo("{\"tagValues\":[],\"metrics\":{}}");
    assertThat(search.requests()).isEmpty();
  }

  @Test
  void readsEveryParameter() throws Exception {
    json(
        "/api/v2/search/tags?scope=event&q=%7Bname%3D%22x%22%7D&start=1&end=2&limit=5&maxStaleValues=6");
    assertThat(search.requests())
        .containsExactly(
            new TagNamesRequest(
                List.of(TenantId.SINGLE),
                TagScope.EVENT,
                TagFilter.parse("{name=\"x\"}"),
                new TimeRange(1, 2),
                new TagBounds(5, 6, 0, 1_000_000)));
    json("/api/v2/search/tag/span.a/values?tag=span.a&limit=5000&q=%7Bname%3D");
    assertThat(search.requests().getLast())
        .isEqualTo(
            new TagValuesRequest(
                List.of(TenantId.SINGLE),
                TagTarget.parse("span.a"),
                TagFilter.parse(""),
                new TimeRange(NOW - 3600, NOW),
                new TagBounds(5000, 0, 0, 1_000_000)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/api/search/tag/a/b/values/values, a/b/values",
    "/api/search/tag/service.name/values, service.name",
    "/api/search/tag/a%20%22b%22/values, 'a \"b\"'",
    "/api/search/tag/a%2Fb/values, a/b",
    "/api/search/tag/a+b/values, a+b",
  })
  void namesInThePathAreGreedy(String target, String key) throws Exception {
    json(target);
    assertThat(search.requests())
        .singleElement()
        .satisfies(
            request ->
                assertThat(((TagValuesRequest) request).target()).isEqualTo(TagTarget.ofKey(key)));
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    assertThat(get("/api/search/tag/a/value").status()).isEqualTo(404);
    assertThat(get("/api/search/tag/values").status()).isEqualTo(404);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v2/search/tags?scope=foo | invalid scope: 'foo' (expected: none, resource, span, event, link, instrumentation, intrinsic or trace)",
        "/api/v2/search/tag/app.user.id/values | please provide a valid tagName: 'app.user.id' is no attribute",
        "/api/v2/search/tag//values | please provide a non-empty tagName",
        "/api/v2/search/tag/parent.a/values | please provide a valid tagName: 'parent.a' is no attribute",
        "/api/v2/search/tags?limit=x | limit: 'x' (expected: a whole number, at least 0)",
        "/api/v2/search/tags?start=5 | start: 5, end: 0 (expected: both, or none of them, as unix seconds)",
      })
  void refusesWhatIsWrong(String target, String message) {
    assertThatThrownBy(() -> get(target))
        .isInstanceOf(InvalidRequestException.class)
        .message()
        .startsWith(message);
  }

  @Test
  void onlyTooManyAlternativesAreAnError() throws Exception {
    String many = "%7Bname%3D%22a%22" + "%7C%7Cname%3D%22a%22".repeat(100) + "%7D";
    assertThatThrownBy(() -> get("/api/v2/search/tags?q=" + many))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("more than 100 alternatives");
    assertThat(get("/api/search/tags?q=" + many).status()).isEqualTo(200);
  }
}
