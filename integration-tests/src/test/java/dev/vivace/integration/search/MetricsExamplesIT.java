package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vivace.integration.process.Servers;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.TimeSeries;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The worked examples of TraceQL metrics, asked of servers that have the traces in the live head,
/// in a block, and half of each in both, over HTTP and gRPC.
class MetricsExamplesIT {

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final long START = WorkedTraces.START_SECONDS;
  private static final long END = START + 180;
  private static final long STEP = 60;
  private static final int INTERVALS = 4;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final double PRECISION = 1e-9;

  private static final Map<Layout, MetricsClient> CLIENTS = new EnumMap<>(Layout.class);

  @BeforeAll
  static void storeTheTraces() {
    for (Layout layout : Layout.values()) {
      CLIENTS.put(layout, new MetricsClient(layout.start(SERVERS)));
    }
  }

  @AfterAll
  static void closeClients() {
    CLIENTS.values().forEach(MetricsClient::close);
  }

  static Stream<Arguments> ranges() {
    return examples("range");
  }

  static Stream<Arguments> instants() {
    return examples("instant");
  }

  private static Stream<Arguments> examples(String kind) {
    return Arrays.stream(Layout.values())
        .flatMap(
            layout ->
                Rows.of("metrics-examples.txt").stream()
                    .filter(row -> row.get(1).equals(kind))
                    .map(row -> Arguments.of(layout, row)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ranges")
  void givesTheSeriesOfARange(Layout layout, List<String> row) {
    MetricsClient client = CLIENTS.get(layout);
    Map<String, List<Double>> expected = ShownSeries.expected(row.get(3));
    QueryRangeResponse json = client.range(range(row.get(2)));
    QueryRangeResponse streamed = client.stream(rangeRequest(row.get(2)).build()).getLast();

    assertThat(shown(json).keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((labels, values) -> assertSame(values, shown(json).get(labels)));
    assertThat(List.copyOf(shown(streamed).keySet()))
        .as("the order of gRPC is that of JSON")
        .isEqualTo(List.copyOf(shown(json).keySet()));
    expected.forEach((labels, values) -> assertSame(values, shown(streamed).get(labels)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("instants")
  void givesTheValuesOfAnInstant(Layout layout, List<String> row) {
    MetricsClient client = CLIENTS.get(layout);
    Map<String, List<Double>> expected = ShownSeries.expected(row.get(3));
    Map<String, List<Double>> json = ShownSeries.of(client.instant(instant(row.get(2))));
    Map<String, List<Double>> streamed =
        ShownSeries.of(
            client.stream(
                QueryInstantRequest.newBuilder()
                    .setQuery(row.get(2))
                    .setStart(START * NANOS_A_SECOND)
                    .setEnd(END * NANOS_A_SECOND)
                    .build()));

    assertThat(json.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((labels, values) -> assertSame(values, json.get(labels)));
    assertThat(List.copyOf(streamed.entrySet())).isEqualTo(List.copyOf(json.entrySet()));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void aRangeOfOneIntervalIsAnInstantWithItsTime(Layout layout) {
    QueryRangeResponse json =
        CLIENTS
            .get(layout)
            .range(
                Map.of(
                    "q",
                    "{ } | count_over_time()",
                    "start",
                    START,
                    "end",
                    END,
                    "instant",
                    true,
                    "exemplars",
                    7));
    List<QueryRangeResponse> streamed =
        CLIENTS.get(layout).stream(
            rangeRequest("{ } | count_over_time()").setInstant(true).build());

    for (QueryRangeResponse answer : List.of(json, streamed.getLast())) {
      assertThat(answer.getSeriesList()).hasSize(1);
      assertThat(answer.getSeries(0).getExemplarsList()).isEmpty();
      assertThat(ShownSeries.of(answer, END * 1000, 1, 1).values()).containsExactly(List.of(9.0));
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void exemplarsAreSpansOfTheSeries(Layout layout) {
    QueryRangeResponse answer =
        CLIENTS
            .get(layout)
            .range(range("{ } | max_over_time(duration) by (resource.service.name)"));
    Set<String> traces = new HashSet<>();
    for (TimeSeries series : answer.getSeriesList()) {
      series
          .getExemplarsList()
          .forEach(
              exemplar -> {
                String labels = ShownSeries.labels(exemplar.getLabelsList());
                assertThat(labels)
                    .contains("trace:id=", ShownSeries.labels(series.getLabelsList()));
                assertThat(exemplar.getTimestampMs()).isBetween(START * 1000, END * 1000);
                assertThat(exemplar.getValue()).isPositive();
                traces.add(labels.replaceAll(".*trace:id=\"(\\w+)\".*", "$1"));
              });
    }
    assertThat(traces)
        .isNotEmpty()
        .isSubsetOf(
            "5f000000000000000000000000000a0a",
            "6f000000000000000000000000000b0b",
            "0000000000000000000000000000c0c0",
            "c0c0");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void exemplarsMayBeTurnedOff(Layout layout) {
    QueryRangeResponse answer =
        CLIENTS.get(layout).range(range("{ } | rate() with(exemplars=false)"));

    assertThat(answer.getSeries(0).getExemplarsList()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void moreSeriesThanWantedAreLeftOutAndThatIsSaid(Layout layout) {
    Map<String, Object> parameters = range("{ } | rate() by (resource.service.name)");
    parameters.put("maxSeries", 3);
    QueryRangeResponse answer = CLIENTS.get(layout).range(parameters);

    assertThat(answer.getSeriesList()).hasSize(3);
    assertThat(answer.getStatusValue()).isEqualTo(1);
    assertThat(answer.getMessage()).contains("3 of 4 series are shown (limit: maxSeries");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void whatWasReadIsTold(Layout layout) {
    var metrics = CLIENTS.get(layout).range(range("{ } | rate()")).getMetrics();

    // Parts of split traces are passed over where they lie, and read where they are joined.
    assertThat(metrics.getInspectedSpans()).isBetween(10L, layout == Layout.SPLIT ? 20L : 10L);
    assertThat(metrics.getInspectedTraces()).isBetween(3, layout == Layout.SPLIT ? 9 : 3);
    assertThat(metrics.getInspectedBytes()).isPositive();
    assertThat(metrics.getCompletedJobs()).isPositive().isEqualTo(metrics.getTotalJobs());
  }

  private static void assertSame(List<Double> expected, List<Double> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i) == null) {
        assertThat(actual.get(i)).as("sample %d of %s", i, actual).isNull();
      } else {
        assertThat(actual.get(i))
            .as("sample %d of %s", i, actual)
            .isNotNull()
            .isCloseTo(expected.get(i), within(PRECISION * Math.abs(expected.get(i))));
      }
    }
  }

  private static Map<String, List<Double>> shown(QueryRangeResponse answer) {
    return ShownSeries.of(answer, START * 1000, STEP * 1000, INTERVALS);
  }

  private static Map<String, Object> instant(String query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("q", query);
    parameters.put("start", START);
    parameters.put("end", END);
    return parameters;
  }

  private static Map<String, Object> range(String query) {
    Map<String, Object> parameters = instant(query);
    parameters.put("step", STEP);
    return parameters;
  }

  private static QueryRangeRequest.Builder rangeRequest(String query) {
    return QueryRangeRequest.newBuilder()
        .setQuery(query)
        .setStart(START * NANOS_A_SECOND)
        .setEnd(END * NANOS_A_SECOND)
        .setStep(STEP * NANOS_A_SECOND);
  }
}
