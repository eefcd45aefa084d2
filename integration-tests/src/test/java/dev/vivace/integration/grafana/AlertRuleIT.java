package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.process.Servers;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.tempopb.InstantSeries;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Alert rules on TraceQL metrics: Grafana's server asks for instants, again and again, and knows
/// an alert by its labels.
class AlertRuleIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final int EVALUATIONS = 5;
  private static final String BY_SERVICE = "{ } | count_over_time() by (resource.service.name)";

  private static GrafanaFixture grafana;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
  }

  @AfterAll
  static void closeGrafana() {
    grafana.close();
  }

  @Test
  void theLabelsOfAnAlertStayWhatTheyAre() {
    Map<List<KeyValue>, Double> first = evaluate(BY_SERVICE);
    for (int i = 0; i < EVALUATIONS; i++) {
      assertThat(evaluate(BY_SERVICE)).isEqualTo(first);
    }
    grafana.send(grafana.traces().verbose(2, 5));
    // New spans are seen within half a second.
    Map<List<KeyValue>, Double> later =
        await().until(() -> evaluate(BY_SERVICE), values -> values.size() > first.size());

    assertThat(later).containsAllEntriesOf(first).hasSize(first.size() + 1);
    assertThat(later.values()).contains(10.0);
    for (int i = 0; i < EVALUATIONS; i++) {
      assertThat(evaluate(BY_SERVICE)).isEqualTo(later);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{ name = \"nobody\" } | rate() by (name)",
        "{ name = \"nobody\" } | max_over_time(duration)",
        "{ name = \"nobody\" } | quantile_over_time(duration, .9)",
        "{ status = error } | count_over_time() > 1000",
      })
  void nothingFoundIsAnEmptyListOfSeries(String query) {
    String json = json(query);

    assertThat(StrictJson.tree(json).path("series").isArray()).isTrue();
    assertThat(evaluate(query)).isEmpty();
    assertThat(json).doesNotContain("null", "status", "message");
  }

  @Test
  void noErrorsAreZeroWhichIsLeftOut() {
    String json = json("{ name = \"nobody\" } | count_over_time()");

    assertThat(StrictJson.tree(json).path("series"))
        .singleElement()
        .satisfies(series -> assertThat(series.has("value")).isFalse());
    assertThat(evaluate("{ name = \"nobody\" } | count_over_time()").values()).containsExactly(0.0);
  }

  @Test
  void aThresholdInTheQueryLeavesWhatExceedsIt() {
    assertThat(evaluate("{ } | count_over_time() by (resource.service.name) >= 30").values())
        .containsExactly(30.0);
    assertThat(evaluate("{ } | max_over_time(duration) > 1s").values()).containsExactly(1.5);
  }

  @Test
  void aBadQueryIsRefusedInPlainText() {
    Answer answer =
        grafana.client().json("/api/metrics/query", Map.of("q", "{ sttus = error } | rate()"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(answer.text()).startsWith("invalid TraceQL query: 1:3: ");
  }

  @Test
  void aRangeThatIsTooLongIsRefusedInTheWordsThatGrafanaKnows() {
    Answer answer =
        grafana
            .client()
            .json(
                "/api/metrics/query",
                Map.of("q", "{ } | rate()", "start", "1000000000", "end", "1100000000"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .startsWith("metrics query time range exceeds the maximum allowed duration of 720h0m0s");
  }

  /// The last ten minutes, read by a strict parser: values by labels.
  private static Map<List<KeyValue>, Double> evaluate(String query) {
    Map<List<KeyValue>, Double> values = new LinkedHashMap<>();
    QueryInstantResponse answer =
        StrictJson.read(json(query), QueryInstantResponse.getDefaultInstance());
    for (InstantSeries series : answer.getSeriesList()) {
      assertThat(values.put(series.getLabelsList(), series.getValue())).as("twice").isNull();
    }
    return values;
  }

  private static String json(String query) {
    long now = Instant.now().getEpochSecond();
    Answer answer =
        grafana
            .client()
            .json(
                "/api/metrics/query",
                Map.of(
                    "q", query,
                    "start", Long.toString(now - 600),
                    "end", Long.toString(now)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.text();
  }
}
