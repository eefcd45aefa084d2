package dev.vivace.querier.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.Requests;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.metrics.FakeMetricsQueries;
import dev.vivace.querier.metrics.MetricsConfig;
import dev.vivace.querier.search.SearchFilter.ByQuery;
import dev.vivace.querier.search.SearchFilter.ByTags;
import dev.vivace.querier.stream.StreamConfig;
import dev.vivace.querier.tags.FakeTagSearch;
import dev.vivace.querier.tags.TagConfig;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.legacy.LegacySearch;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.transport.http.ErrorAnswers;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SearchHandlerTest {

  private static final long NOW = 1_700_003_600L;
  private static final String DAYS_32 = "&start=1000000000&end=1002764800";

  private final FakeTraceSearch search = new FakeTraceSearch();
  private TenancyConfig tenancy = TenancyConfig.defaults();
  private SearchConfig config = SearchConfig.defaults();

  private HttpResponse get(HttpRequest request) throws Exception {
    QuerierApi api =
        new QuerierApi(
            new QuerierApi.Config(
                tenancy,
                TraceByIdConfig.defaults(),
                config,
                TagConfig.defaults(),
                MetricsConfig.defaults(),
                StreamConfig.defaults()),
            new QuerierApi.Sources(
                (_, _, _, _, _, _) -> {
                  throw new IllegalStateException("no trace is looked up");
                },
                search,
                new FakeTagSearch(),
                new FakeMetricsQueries()),
            () -> Instant.ofEpochSecond(NOW),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    return api.handlers().get("/api/search").handle(request);
  }

  private SearchRequest asked(String query) throws Exception {
    assertThat(get(Requests.get("/api/search" + query)).status()).isEqualTo(200);
    return search.requests().getLast();
  }

  @Test
  void withoutAnythingTheRecentTracesOfTheLastHourAreAskedFor() throws Exception {
    assertThat(asked(""))
        .isEqualTo(
            new SearchRequest(
                TenantId.SINGLE,
                new ByTags(LegacySearch.parse("", "", "")),
                NOW - 3600,
                NOW,
                20,
                3));
  }

  @ParameterizedTest(name = "{0}: from {1} to {2}")
  @CsvSource({
    "?start=100&end=200, 100, 200",
    "?start=100000000000000000&end=200000000000000000, 100000000, 200000000",
    "?start=2023-11-14T22:13:20Z&end=1700000100.75, 1700000000, 1700000100",
    "?since=30m, 1700001800, 1700003600",
    "?since=1h30m&end=1700000000, 1699994600, 1700000000",
    "?since=1h&start=100&end=200, 100, 200",
    "?start=&end=, 1700000000, 1700003600",
    "?start=1700000000&end=1800000000&limit=1&q={}, 1700000000, 1800000000",
  })
  void readsTheRange(String query, long start, long end) throws Exception {
    config = withDuration(Duration.ZERO);
    assertThat(asked(query))
        .satisfies(
            request -> {
              assertThat(request.startSeconds()).isEqualTo(start);
              assertThat(request.endSeconds()).isEqualTo(end);
            });
  }

  private static SearchConfig withDuration(Duration longest) {
    SearchConfig defaults = SearchConfig.defaults();
    return new SearchConfig(
        20,
        262_144,
        3,
        100,
        _ -> longest,
        defaults.defaultRange(),
        Duration.ZERO,
        _ -> false,
        defaults.maxAnswerBytes());
  }

  @Test
  void pullsTheEndBackIfToldTo() throws Exception {
    config =
        new SearchConfig(
            20,
            100,
            3,
            100,
            _ -> Duration.ZERO,
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            _ -> false,
            1000);
    assertThat(asked("?start=1700000000&end=1700009999").endSeconds()).isEqualTo(NOW - 30);
    assertThat(asked("").startSeconds()).isEqualTo(NOW - 30 - 3600);
  }

  @Test
  void readsAQuery() throws Exception {
    assertThat(asked("?q=%7B%20status%20%3D%20error%20%7D&limit=7&spss=9"))
        .satisfies(
            request -> {
              assertThat(request.filter())
                  .isEqualTo(new ByQuery(TraceQl.parse("{ status = error }")));
              assertThat(request.limit()).isEqualTo(7);
              assertThat(request.spansPerSpanset()).isEqualTo(9);
            });
    assertThat(asked("?q={}&spss=0").spansPerSpanset()).isEqualTo(3);
    assertThat(asked("?q={}&tags=&minDuration=").filter()).isInstanceOf(ByQuery.class);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "?tags=service.name%3Dweb%20a%3D%22b%20c%22&minDuration=1.5s&maxDuration=2s | service.name=web a=\"b c\" | 1.5s | 2s",
        "?service.name=web&limit=3&minDuration=1s | service.name=web | 1s | ''",
        "?minDuration=0s&maxDuration=0s | '' | '' | ''",
        "?service.name=web&start=100&end=200 | '' | '' | ''",
        "?tags=a%3Db&service.name=web | a=b | '' | ''",
      })
  void readsTags(String query, String tags, String min, String max) throws Exception {
    assertThat(asked(query).filter()).isEqualTo(new ByTags(LegacySearch.parse(tags, min, max)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "?q={}&tags=a%3Db | can't specify tags and q in the same query",
        "?q={ | invalid TraceQL query: 1:2: found end of query; expected an attribute, an intrinsic, a value or '('",
        "?q={}&limit=0 | limit: 0 (expected: 1 to 262144, query_frontend.search.max_result_limit)",
        "?q={}&limit=262145 | limit: 262145 (expected: 1 to 262144, query_frontend.search.max_result_limit)",
        "?q={}&limit=-1 | limit: '-1' (expected: a whole number, at least 0)",
        "?q={}&limit=x | limit: 'x' (expected: a whole number, at least 0)",
        "?q={}&spss=101 | spss: 101 (expected: 0 to 100, query_frontend.search.max_spans_per_span_set)",
        "?q={}&start=100 | start: 100, end: 0 (expected: both, or none of them, as unix seconds)",
        "?q={}&end=100 | start: 0, end: 100 (expected: both, or none of them, as unix seconds)",
        "?q={}&start=200&end=100 | http parameter start must be before end. received start=200 end=100",
        "?q={}&start=200&end=200 | http parameter start must be before end. received start=200 end=200",
        "?q={}&start=x&end=200 | start: 'x' (expected: unix seconds, such as 1767225600, nanoseconds or RFC 3339)",
        "?q={}&start=-5&end=200 | start: '-5' (expected: unix seconds, such as 1767225600, nanoseconds or RFC 3339)",
        "?q={}&start=1&end=9999999999 | end: '9999999999' (expected: unix seconds, such as 1767225600, nanoseconds or RFC 3339)",
        "?q={}&since=soon | since: 'soon' (expected: a duration such as 30m or 1d12h)",
        "?q={}&start=1000000000&end=1002764800 | range specified by start and end exceeds 720h0m0s. received start=1000000000 end=1002764800",
        "?tags=a%3Db%20a%3Dc | tags: at character 8: the key 'a' comes twice; name it once",
        "?a=b&a=c | tags: the key 'a' comes 2 times; name it once",
        "?minDuration=soon | minDuration: 'soon' (expected: a duration such as 1.5s or 300ms)",
        "?minDuration=2s&maxDuration=1s | maxDuration: 1s (expected: at least minDuration, 2s)",
      })
  void refusesWhatIsWrong(String query, String message) {
    assertThatThrownBy(() -> get(Requests.get("/api/search" + query)))
        .isInstanceOf(InvalidRequestException.class)
        .message()
        .startsWith(message);
    assertThat(search.requests()).isEmpty();
  }

  @Test
  void aLongRangeIsFineIfItIsAllowed() throws Exception {
    config = withDuration(Duration.ofDays(40));
    assertThat(asked("?q={}" + DAYS_32).startSeconds()).isEqualTo(1_000_000_000L);
  }

  static List<Arguments> failures() {
    return List.of(
        Arguments.of(new InvalidRequestException("no"), 400),
        Arguments.of(new LimitExceededException("job queue full"), 429),
        Arguments.of(new StoreUnavailableException("later"), 503),
        Arguments.of(new IllegalStateException("ours"), 500));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("failures")
  void failuresHaveTheirStatus(RuntimeException failure, int status) {
    search.script =
        (_, _) -> {
          throw failure;
        };
    assertThatThrownBy(() -> get(Requests.get("/api/search?q={}"))).isSameAs(failure);
    assertThat(ErrorAnswers.status(failure)).isEqualTo(status);
  }

  @Test
  void aMissingTenantIsUnauthorized() throws Exception {
    tenancy = new TenancyConfig(true, true);
    HttpResponse response = get(Requests.get("/api/search?q={}"));
    assertThat(response.status()).isEqualTo(401);
    assertThat(body(response)).isEqualTo("no org id");
  }

  @Test
  void anAnswerOverTheLimitIsRefused() throws Exception {
    config =
        new SearchConfig(
            20,
            100,
            3,
            100,
            _ -> Duration.ZERO,
            Duration.ofHours(1),
            Duration.ZERO,
            _ -> false,
            20);
    search.script = (_, _) -> answer("", trace(1, 5));
    HttpResponse response = get(Requests.get("/api/search?q={}"));
    assertThat(response.status()).isEqualTo(422);
    assertThat(body(response)).isEqualTo("the answer exceeds 20 bytes; ask for fewer results");
  }

  @Test
  void answersInTheFormatAskedFor() throws Exception {
    search.script = (_, _) -> answer("", trace(1, 5));
    HttpResponse json = get(Requests.get("/api/search?q={}"));
    assertThat(json.headers()).containsEntry("content-type", "application/json");
    assertThat(body(json)).startsWith("{\"traces\":[{\"traceID\":\"1");
    HttpResponse llm =
        get(Requests.get("/api/search?q={}", "accept", "application/vnd.grafana.llm"));
    assertThat(llm.headers()).containsEntry("content-type", "application/json");
    HttpResponse protobuf = get(Requests.get("/api/search?q={}", "accept", "application/protobuf"));
    assertThat(protobuf.headers()).containsEntry("content-type", "application/protobuf");
    assertThat(SearchResponse.parseFrom(protobuf.body()).getMetrics().getInspectedBytes())
        .isEqualTo(500);
  }

  @Test
  void aSearchEndsWhenItsCallerHasGone() throws Exception {
    HttpRequest request = Requests.get("/api/search?q={}");
    search.script =
        (_, progress) -> {
          assertThat(progress.isWanted()).isTrue();
          request.caller().leave();
          assertThat(progress.isWanted()).isFalse();
          return answer("");
        };
    assertThat(get(request).status()).isEqualTo(200);
  }

  @Test
  void aPartialAnswerSaysSoInAHeaderAndNotInTheBody() throws Exception {
    search.script = (_, _) -> answer("deadline of 30 s – é", trace(1, 5));
    HttpResponse response = get(Requests.get("/api/search?q={}"));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("x-vivace-partial", "deadline of 30 s ? ?");
    assertThat(body(response)).doesNotContain("deadline");
  }

  @Test
  void severalTenantsAreSearchedAsOne() throws Exception {
    tenancy = new TenancyConfig(true, true);
    search
        .with("a", (_, _) -> answer("slow", trace(1, 10), trace(2, 8)))
        .with("b", (_, _) -> answer("", trace(3, 9), trace(2, 7)));
    HttpResponse response =
        get(
            Requests.get(
                "/api/search?q={}&limit=2",
                "x-scope-orgid",
                "b|a",
                "accept",
                "application/protobuf"));
    SearchResponse answer = SearchResponse.parseFrom(response.body());
    assertThat(answer.getTracesList())
        .extracting(trace -> trace.getStartTimeUnixNano())
        .containsExactly(10L, 9L);
    assertThat(answer.getMetrics().getTotalJobs()).isEqualTo(4);
    assertThat(response.headers()).containsEntry("x-vivace-partial", "slow");
  }

  private static FoundTrace trace(long id, long start) {
    return new FoundTrace(0x1000, id, "s", "n", true, start, 1, new TreeMap<>(), List.of());
  }

  private static SearchAnswer answer(String message, FoundTrace... traces) {
    return new SearchAnswer(List.of(traces), FakeTraceSearch.METRICS, message);
  }

  private static String body(HttpResponse response) {
    return new String(response.body(), 0, response.length(), UTF_8);
  }
}
