package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.integration.process.Servers;
import dev.vivace.model.proto.tempopb.InstantSeries;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Searches and series with streaming on: over gRPC on the port of the HTTP API, which is where
/// Grafana looks, and on the port that is gRPC's alone.
class GrafanaStreamsIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final int MAX_MESSAGE_BYTES = 2 << 20;
  private static final int VERBOSE_TRACES = 60;
  private static final int VERBOSE_SPANS = 40;

  private static GrafanaFixture grafana;
  private static GrafanaStreams onHttpPort;
  private static GrafanaStreams onGrpcPort;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
    grafana.send(grafana.traces().verbose(VERBOSE_TRACES, VERBOSE_SPANS));
    onHttpPort = new GrafanaStreams(httpPort(), GrafanaFixture.TENANT);
    onGrpcPort = new GrafanaStreams(grafana.server().grpc(), GrafanaFixture.TENANT);
  }

  @AfterAll
  static void closeGrafana() {
    onHttpPort.close();
    onGrpcPort.close();
    grafana.close();
  }

  private static String httpPort() {
    return grafana.server().http().getAuthority();
  }

  private static GrafanaStreams streams(String port) {
    return port.equals("HTTP") ? onHttpPort : onGrpcPort;
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void savingADataSourceSearchesForAnything(String port) {
    List<SearchResponse> messages =
        streams(port).search(GrafanaStreams.request("{}").setLimit(1).clearSpansPerSpanSet());

    assertThat(messages).isNotEmpty().allMatch(SearchResponse::hasMetrics);
    assertThat(GrafanaStreams.shown(messages)).hasSize(1);
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void nothingFoundIsAMessageWithMetrics(String port) {
    List<SearchResponse> messages =
        streams(port).search(GrafanaStreams.request("{ name = \"nobody\" }"));

    assertThat(messages).isNotEmpty().allMatch(SearchResponse::hasMetrics);
    assertThat(GrafanaStreams.shown(messages)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{}",
        "{ resource.service.name =~ \"shop|db\" } | select(name, status)",
        "{} | by(name)",
        "{ status = error } >> {} || { kind = server }",
      })
  void theTableShowsWhatASearchWithoutStreamingFinds(String query) {
    List<SearchResponse> messages =
        onHttpPort.search(GrafanaStreams.request(query).setLimit(1000).setSpansPerSpanSet(20));
    String json =
        grafana
            .client()
            .json("/api/search", Map.of("q", query, "limit", "1000", "spss", "20"))
            .text();

    assertThat(GrafanaStreams.shown(messages))
        .containsExactlyInAnyOrderElementsOf(
            StrictJson.read(json, SearchResponse.getDefaultInstance()).getTracesList());
  }

  @Test
  void withoutALimitThereAreTwentyTracesOfThreeSpans() {
    var shown = GrafanaStreams.shown(onHttpPort.search(GrafanaStreams.request("{}")));

    assertThat(shown).hasSize(20);
    assertThat(shown)
        .filteredOn(trace -> trace.getRootServiceName().equals("verbose"))
        .isNotEmpty()
        .allMatch(trace -> trace.getSpanSets(0).getSpansCount() == 3);
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void aLargeAnswerComesInMessagesOfAtMostTwoMegabytes(String port) {
    SearchRequest.Builder request =
        GrafanaStreams.request("{ resource.service.name = \"verbose\" } | select(span.payload)")
            .setLimit(1000)
            .setSpansPerSpanSet(100);
    List<SearchResponse> messages = streams(port).search(request);

    assertThat(messages)
        .hasSizeGreaterThan(2)
        .allMatch(message -> message.getSerializedSize() <= MAX_MESSAGE_BYTES)
        .allMatch(SearchResponse::hasMetrics);
    assertThat(GrafanaStreams.shown(messages))
        .hasSize(VERBOSE_TRACES)
        .allMatch(trace -> trace.getSpanSets(0).getSpansCount() == VERBOSE_SPANS);
  }

  @Test
  void whatIsSentOfATraceIsFinal() {
    List<SearchResponse> messages =
        onHttpPort.search(GrafanaStreams.request("{}").setLimit(1000).setSpansPerSpanSet(100));
    Map<String, TraceSearchMetadata> first = new HashMap<>();

    for (SearchResponse message : messages) {
      for (TraceSearchMetadata trace : message.getTracesList()) {
        TraceSearchMetadata before = first.putIfAbsent(trace.getTraceID(), trace);
        assertThat(trace).isEqualTo(before == null ? trace : before);
      }
    }
  }

  @Test
  void theBarOfProgressReachesItsEndWhenEverythingWasSearched() {
    var metrics =
        onHttpPort.search(GrafanaStreams.request("{}").setLimit(1000)).getLast().getMetrics();

    assertThat(metrics.getTotalJobs()).isPositive();
    assertThat(metrics.getCompletedJobs()).isEqualTo(metrics.getTotalJobs());
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void seriesOfAPanelAreThoseOfAPanelWithoutStreaming(String port) {
    Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 900);
    Instant end = start.plusSeconds(900);
    String query = "{} | quantile_over_time(duration, .5, .9) by (resource.service.name)";
    List<QueryRangeResponse> messages = streams(port).range(query, start, end, 30);
    String json = grafana.client().range(query, start, end, 30).text();

    assertThat(messages).allMatch(QueryRangeResponse::hasMetrics);
    assertThat(messages.getLast().getSeriesList())
        .isNotEmpty()
        .isEqualTo(StrictJson.read(json, QueryRangeResponse.getDefaultInstance()).getSeriesList());
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void theServerChoosesAStepOfAboutTwoHundredAndFortyPoints(String port) {
    Instant end = Instant.now();
    List<QueryRangeResponse> messages =
        streams(port).range("{} | rate()", end.minusSeconds(3600), end, 0);

    assertThat(messages.getLast().getSeries(0).getSamplesCount()).isBetween(241, 243);
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void manySeriesComeInMessagesOfAtMostTwoMegabytes(String port) {
    Instant end = Instant.now();
    List<QueryRangeResponse> messages =
        streams(port)
            .range(
                "{ resource.service.name = \"verbose\" }"
                    + " | count_over_time() by (span.payload, trace:id)",
                end.minusSeconds(900),
                end,
                900);

    assertThat(messages)
        .hasSizeGreaterThan(2)
        .allMatch(message -> message.getSerializedSize() <= MAX_MESSAGE_BYTES)
        .allMatch(QueryRangeResponse::hasMetrics)
        .allMatch(message -> message.getStatus() == PartialStatus.COMPLETE);
    assertThat(messages.stream().mapToInt(QueryRangeResponse::getSeriesCount).sum())
        .isEqualTo(VERBOSE_TRACES * VERBOSE_SPANS);
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void anInstantIsOneWholeMessage(String port) {
    Instant end = Instant.now();
    List<QueryInstantResponse> messages =
        streams(port)
            .instant(
                "{ kind = server } | count_over_time() by (resource.service.name)",
                end.minusSeconds(900),
                end);
    List<QueryInstantResponse> nothing =
        streams(port).instant("{ name = \"nobody\" } | rate() by (name)", end, end);

    assertThat(messages).singleElement().matches(QueryInstantResponse::hasMetrics);
    assertThat(messages.getFirst().getSeriesList())
        .extracting(InstantSeries::getValue)
        .containsExactlyInAnyOrder(1.0, (double) ShopTraces.PAGE_VIEWS);
    assertThat(nothing).singleElement().matches(QueryInstantResponse::hasMetrics);
    assertThat(nothing.getFirst().getSeriesList()).isEmpty();
  }

  @Test
  void aRangeMayBeAbsent() {
    var messages = onHttpPort.search(SearchRequest.newBuilder().setQuery("{}").setLimit(5));

    assertThat(GrafanaStreams.shown(messages)).hasSize(5);
  }

  @ParameterizedTest(name = "on the {0} port")
  @ValueSource(strings = {"HTTP", "gRPC"})
  void aBadQueryIsAnInvalidArgumentWithItsPlace(String port) {
    Status status = failure(streams(port), "{ sttus = error }");

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).startsWith("invalid TraceQL query: 1:3: ");
  }

  @Test
  void withoutATenantNobodyIsAnswered() {
    try (GrafanaStreams nobody = new GrafanaStreams(httpPort(), "")) {
      Status status = failure(nobody, "{}");

      assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(status.getDescription()).isEqualTo("no org id");
    }
  }

  @Test
  void aBadMetricsQueryIsAnInvalidArgumentToo() {
    Instant now = Instant.now();
    for (String query : List.of("{ sttus = error } | rate()", "{ }")) {
      assertThatThrownBy(() -> onHttpPort.range(query, now.minusSeconds(60), now, 0))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("INVALID_ARGUMENT: invalid TraceQL query: 1:");
    }
  }

  private static Status failure(GrafanaStreams streams, String query) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> streams.search(GrafanaStreams.request(query)));
    assertThat(failure).as("failure of " + query).isNotNull();
    return failure.getStatus();
  }
}
