package dev.vivace.querier.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.Requests;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.search.FakeTraceSearch;
import dev.vivace.querier.search.SearchConfig;
import dev.vivace.querier.stream.StreamConfig;
import dev.vivace.querier.tags.FakeTagSearch;
import dev.vivace.querier.tags.TagConfig;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.metrics.SeriesLabel;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsHandlersTest {

  private static final long NOW = 1_700_003_600L;
  private static final long SECOND = 1_000_000_000;
  private static final String RANGE = "/api/metrics/query_range";
  private static final String INSTANT = "/api/metrics/query";
  private static final String QUERY = "?q=" + URLEncoder.encode("{ } | rate()", UTF_8);

  private final FakeMetricsQueries queries = new FakeMetricsQueries();
  private TenancyConfig tenancy = TenancyConfig.defaults();
  private MetricsConfig config = MetricsConfig.defaults();

  private HttpResponse get(String path, HttpRequest request) throws Exception {
    QuerierApi api =
        new QuerierApi(
            new QuerierApi.Config(
                tenancy,
                TraceByIdConfig.defaults(),
                SearchConfig.defaults(),
                TagConfig.defaults(),
                config,
                StreamConfig.defaults()),
            new QuerierApi.Sources(
                (_, _, _, _, _, _) -> {
                  throw new IllegalStateException("no trace is looked up");
                },
                new FakeTraceSearch(),
                new FakeTagSearch(),
                queries),
            () -> Instant.ofEpochSecond(NOW),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    return api.handlers().get(path).handle(request);
  }

  private MetricsRequest asked(String path, String parameters) throws Exception {
    assertThat(get(path, Requests.get(path + parameters)).status()).isEqualTo(200);
    return queries.requests().getLast();
  }

  private void configure(
      Duration longest, Duration cutoff, int exemplars, int intervals, int series) {
    config =
        new MetricsConfig(
            _ -> longest,
            MetricsConfig.DEFAULT_RANGE,
            cutoff,
            exemplars,
            intervals,
            series,
            MetricsConfig.DEFAULT_MAX_ANSWER_BYTES);
  }

  @Test
  void withoutAnythingButAQueryTheLastHourIsAskedFor() throws Exception {
    assertThat(asked(RANGE, QUERY))
        .isEqualTo(
            new MetricsRequest(
                List.of(TenantId.SINGLE),
                TraceQl.parseMetrics("{ } | rate()"),
                TimeAxis.range((NOW - 3600) * SECOND, NOW * SECOND, 15 * SECOND),
                100,
                0));
    assertThat(asked(INSTANT, QUERY))
        .isEqualTo(
            new MetricsRequest(
                List.of(TenantId.SINGLE),
                TraceQl.parseMetrics("{ } | rate()"),
                TimeAxis.instant((NOW - 3600) * SECOND, NOW * SECOND),
                0,
                0));
  }

  @ParameterizedTest(name = "{0}: from {1} to {2}")
  @CsvSource({
    "&start=1700000000&end=1700000100, 1700000000000000000, 1700000100000000000",
    "&start=1700000000.5&end=1700000100.25, 1700000000500000000, 1700000100250000000",
    "&start=1700000000000000001&end=1700000100000000002, 1700000000000000001, 1700000100000000002",
    "&start=2023-11-14T22:13:20Z&end=2023-11-14T22:13:20.125Z, 1700000000000000000, 1700000000125000000",
    "&start=1700000000, 1700000000000000000, 1700003600000000000",
    "&end=1700000000, 1699996400000000000, 1700000000000000000",
    "&end=1800000000, 1700000000000000000, 1800000000000000000",
    "&since=30m, 1700001800000000000, 1700003600000000000",
    "&since=1d12h&end=1700000000, 1699870400000000000, 1700000000000000000",
    "&since=1h&start=1700000000&end=1700000100, 1700000000000000000, 1700000100000000000",
    "&start=1700000000&end=1700000000, 1700000000000000000, 1700000000000000000",
    "&start=&end=&step=&exemplars=, 1700000000000000000, 1700003600000000000",
    "&since=9999999999y&end=1700000000, 0, 1700000000000000000",
  })
  void readsTheRange(String parameters, long start, long end) throws Exception {
    configure(Duration.ZERO, Duration.ZERO, 100, 10_000, 0);

    assertThat(asked(INSTANT, QUERY + parameters).axis()).isEqualTo(TimeAxis.instant(start, end));
  }

  @ParameterizedTest(name = "{0}: {1} ns")
  @CsvSource({
    "15, 15000000000",
    "0.25, 250000000",
    ".5, 500000000",
    "1., 1000000000",
    "15s, 15000000000",
    "1m30s, 90000000000",
    "1.5h, 5400000000000",
    "250ms, 250000000",
    "0, 5000000000",
    "0s, 5000000000",
  })
  void readsTheStep(String step, long nanos) throws Exception {
    assertThat(asked(RANGE, QUERY + "&since=20m&step=" + step).axis())
        .isEqualTo(TimeAxis.range((NOW - 1200) * SECOND, NOW * SECOND, nanos));
  }

  @ParameterizedTest(name = "{0}, parameter {1}: {2}")
  @CsvSource({
    "'', '', 100",
    "'', 0, 100",
    "'', 7, 7",
    "'', 1000, 100",
    "with(exemplars=5), 7, 5",
    "with(exemplars=0), 7, 0",
    "with(exemplars=1000), 7, 100",
    "with(exemplars=false), 7, 0",
    "with(exemplars=true), 7, 7",
    "with(exemplars=true), '', 100",
    "with(exemplars=\"5\"), 7, 7",
    "'with(exemplars=5, exemplars=6)', '', 6",
  })
  void asManyExemplarsAsTheHintOrTheParameterWants(String hint, String parameter, int expected)
      throws Exception {
    String query = URLEncoder.encode("{ } | rate() " + hint, UTF_8);

    assertThat(asked(RANGE, "?q=" + query + "&exemplars=" + parameter).exemplars())
        .isEqualTo(expected);
    assertThat(asked(RANGE, "?instant=true&q=" + query).exemplars()).isZero();
  }

  @ParameterizedTest(name = "configured {0}, parameter {1}: {2}")
  @CsvSource({"0, '', 0", "0, 7, 7", "5, '', 5", "5, 0, 5", "5, 7, 5", "5, 3, 3"})
  void theSmallerLimitOfSeriesHolds(int configured, String parameter, int expected)
      throws Exception {
    configure(Duration.ZERO, Duration.ZERO, 100, 10_000, configured);

    assertThat(asked(RANGE, QUERY + "&maxSeries=" + parameter).maxSeries()).isEqualTo(expected);
  }

  @Test
  void aRangeMayHaveOneInterval() throws Exception {
    assertThat(asked(RANGE, QUERY + "&start=1700000000&end=1700000100&instant=1&step=1").axis())
        .isEqualTo(TimeAxis.instant(1_700_000_000 * SECOND, 1_700_000_100 * SECOND));
  }

  @Test
  void otherParametersAreIgnored() throws Exception {
    assertThat(asked(RANGE, QUERY + "&mode=recent&blockID=x&startPage=-1&footerSize=y&of=z"))
        .isEqualTo(asked(RANGE, QUERY));
    assertThat(asked(RANGE, QUERY + "&query=broken")).isEqualTo(asked(RANGE, QUERY));
    assertThat(asked(RANGE, "?query=" + QUERY.substring(3))).isEqualTo(asked(RANGE, QUERY));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"86400, 24h", "2592000, 30 days"})
  void theLongestRangesThatGrafanaOffersWork(long seconds, String name) throws Exception {
    configure(Duration.ofSeconds(seconds), Duration.ZERO, 100, 10_000, 0);
    // The times of a browser have milliseconds, which Grafana cuts off.
    assertThat(asked(RANGE, QUERY + "&end=1700000000&start=" + (1_700_000_000 - seconds)).axis())
        .as(name)
        .isNotNull();
  }

  @Test
  void tenThousandIntervalsWork() throws Exception {
    assertThat(
            asked(RANGE, QUERY + "&start=1700000000.5&end=1700010000.5&step=1").axis().intervals())
        .isEqualTo(10_002);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '~',
      value = {
        "'' ~ q: nothing found (expected: a metrics query, such as { status = error } | rate())",
        "?q=%20 ~ q: nothing found",
        "?q={ ~ invalid TraceQL query: 1:2: found end of query",
        "?q={} ~ invalid TraceQL query: 1:1: not a metrics query: add '| rate()'",
        "Q&start=200&end=100 ~ http parameter start must be before end. received start=200 end=100",
        "Q&start=1000000000&end=1002592001 ~ metrics query time range exceeds the maximum allowed duration of 720h0m0s (query_frontend.metrics.max_duration). received start=1000000000 end=1002592001",
        "Q&end=9999999999 ~ end: '9999999999' (expected: unix seconds",
        "Q&start=x ~ start: 'x' (expected: unix seconds",
        "Q&start=-5 ~ start: '-5' (expected: unix seconds",
        "Q&since=soon ~ since: 'soon' (expected: a duration such as 30m or 1d12h)",
        "Q&step=1d ~ step: '1d' (expected: seconds, or a duration such as 15s or 1m30s)",
        "Q&step=-1 ~ step: '-1' (expected: seconds",
        "Q&step=-1s ~ step: '-1s' (expected: seconds",
        "Q&step=9999999999 ~ step: '9999999999' (expected: seconds",
        "Q&step=soon ~ step: 'soon' (expected: seconds",
        "Q&start=1700000000&end=1702592000&step=1 ~ step of 1s is too small, minimum step for given range is 4m19.2s (query_frontend.metrics.max_intervals: 10000)",
        "Q&step=1ns ~ step of 1ns is too small, minimum step for given range is 360ms",
        "Q&exemplars=-1 ~ exemplars: '-1' (expected: a whole number, at least 0)",
        "Q&exemplars=x ~ exemplars: 'x' (expected: a whole number, at least 0)",
        "Q&maxSeries=x ~ maxSeries: 'x' (expected: a whole number, at least 0)",
        "Q&instant=perhaps ~ instant: 'perhaps' (expected: true or false)",
      })
  void refusesWhatIsWrong(String parameters, String message) {
    String target = RANGE + parameters.replace("Q", QUERY);
    assertThatThrownBy(() -> get(RANGE, Requests.get(target)))
        .isInstanceOf(InvalidRequestException.class)
        .message()
        .startsWith(message);
    assertThat(queries.requests()).isEmpty();
  }

  @Test
  void aLaterEndIsPulledBackIfToldTo() throws Exception {
    configure(Duration.ZERO, Duration.ofSeconds(30), 100, 10_000, 0);

    assertThat(asked(RANGE, QUERY + "&step=60").axis())
        .isEqualTo(
            TimeAxis.range((NOW - 3600) * SECOND, (NOW - 60) / 60 * 60 * SECOND, 60 * SECOND));
    assertThat(asked(INSTANT, QUERY).axis())
        .isEqualTo(TimeAxis.instant((NOW - 3600) * SECOND, (NOW - 30) * SECOND));
    assertThat(asked(INSTANT, QUERY + "&start=1700003599").axis())
        .isEqualTo(TimeAxis.instant((NOW - 1) * SECOND, (NOW - 1) * SECOND));
  }

  @Test
  void fewerIntervalsMayBeConfigured() {
    configure(Duration.ZERO, Duration.ZERO, 100, 100, 0);

    assertThatThrownBy(() -> get(RANGE, Requests.get(RANGE + QUERY + "&step=35s")))
        .hasMessageStartingWith(
            "step of 35s is too small, minimum step for given range is 36s"
                + " (query_frontend.metrics.max_intervals: 100)");
  }

  @Test
  void severalTenantsAreCountedTogether() throws Exception {
    tenancy = new TenancyConfig(true, true);
    get(RANGE, Requests.get(RANGE + QUERY, "x-scope-orgid", "b|a"));

    assertThat(queries.requests().getLast().tenants())
        .containsExactly(new TenantId("a"), new TenantId("b"));
  }

  @Test
  void tooManyTenantsAreRefused() {
    tenancy = new TenancyConfig(true, true);
    String tenants =
        IntStream.rangeClosed(0, MetricsRules.MAX_TENANTS)
            .mapToObj(i -> "t" + i)
            .collect(Collectors.joining("|"));

    for (String path : List.of(RANGE, INSTANT)) {
      assertThatThrownBy(() -> get(path, Requests.get(path + QUERY, "x-scope-orgid", tenants)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(
              "X-Scope-OrgID names 101 tenants (limit of a metrics query: 100); ask for fewer");
    }
  }

  @Test
  void aQueryEndsWhenItsCallerHasGone() throws Exception {
    HttpRequest request = Requests.get(RANGE + QUERY);
    queries.script =
        (asked, progress) -> {
          assertThat(progress.isWanted()).isTrue();
          request.caller().leave();
          assertThat(progress.isWanted()).isFalse();
          assertThat(progress.isDue()).isFalse();
          return answer(asked, 0, "");
        };

    assertThat(get(RANGE, request).status()).isEqualTo(200);
  }

  @Test
  void theAnswerIsJsonWhateverIsAccepted() throws Exception {
    queries.script = (asked, _) -> answer(asked, 1, "");
    for (String path : List.of(RANGE, INSTANT)) {
      HttpResponse response =
          get(path, Requests.get(path + QUERY, "accept", "application/protobuf"));

      assertThat(response.headers()).containsEntry("content-type", "application/json");
      assertThat(body(response)).startsWith("{\"series\":[{\"labels\":[{\"key\":\"name\"");
    }
  }

  @Test
  void aPartialAnswerSaysWhy() throws Exception {
    queries.script = (asked, _) -> answer(asked, 0, "deadline of \"30 s\"");

    assertThat(body(get(INSTANT, Requests.get(INSTANT + QUERY))))
        .startsWith("{\"series\":[],\"metrics\":{")
        .endsWith(",\"status\":\"PARTIAL\",\"message\":\"deadline of \\\"30 s\\\"\"}");
  }

  @Test
  void seriesThatDoNotFitAreLeftOut() throws Exception {
    config =
        new MetricsConfig(
            _ -> Duration.ZERO, Duration.ofHours(1), Duration.ZERO, 100, 10_000, 0, 600);
    queries.script = (asked, _) -> answer(asked, 10, "");

    String body = body(get(INSTANT, Requests.get(INSTANT + QUERY)));
    assertThat(body.length()).isLessThan(800);
    assertThat(body)
        .contains("\"s0\"", "\"s1\"")
        .doesNotContain("\"s2\"")
        .endsWith(
            "\"status\":\"PARTIAL\",\"message\":\"2 of 10 series are shown; an answer has at most"
                + " 600 bytes: ask for longer steps or fewer series\"}");
  }

  private static MetricsAnswer answer(MetricsRequest request, int series, String message) {
    double[] samples = new double[request.axis().intervals()];
    return new MetricsAnswer(
        request.axis(),
        IntStream.range(0, series)
            .mapToObj(
                i ->
                    new TimeSeries(
                        List.of(new SeriesLabel("name", new StringValue("s" + i))),
                        samples,
                        List.of()))
            .toList(),
        FakeMetricsQueries.METRICS,
        message);
  }

  private static String body(HttpResponse response) {
    return new String(response.body(), 0, response.length(), UTF_8);
  }
}
