package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.grafana.GrafanaClient.Sender;
import dev.vivace.integration.grafana.GrafanaPanels.Line;
import dev.vivace.integration.process.Servers;
import dev.vivace.model.proto.tempopb.Exemplar;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A walk through the screens of Traces Drilldown, with what each of them needs of its answers. The
/// queries are the app's, down to their blanks. Long because the app has many screens.
class DrilldownIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String ROOTS = "nestedSetParent<0 && true";
  private static final String SPANS = "true && true";
  private static final String STRUCTURE =
      " | select(status, resource.service.name, name,"
          + " nestedSetParent, nestedSetLeft, nestedSetRight)";

  // The checkout, the trace of one span, the page views; the orphan is no root.
  private static final int ROOT_SPANS = 2 + ShopTraces.PAGE_VIEWS;
  private static final int ALL_SPANS = ROOT_SPANS + 4;
  private static final int TOP_VALUES = 10;

  private static GrafanaFixture grafana;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
  }

  @AfterAll
  static void closeGrafana() {
    grafana.close();
  }

  @ParameterizedTest(name = "streaming: {0}")
  @ValueSource(booleans = {false, true})
  void everyScreenHasWhatItNeeds(boolean streaming) {
    Instant now = Instant.now();
    try (GrafanaPanels panels =
        new GrafanaPanels(grafana, streaming, now.minusSeconds(1800), now)) {
      theAppStarts(streaming, now);
      Line rate = ratePanel(panels);
      errorsPanel(panels);
      List<Double> thresholds = durationPanel(panels);
      anExemplarOpensItsTrace(rate, panels);
      breakdown(panels);
      comparisonOfErrors(panels);
      comparisonWithABox(panels);
      comparisonWithNothingSelected(panels);
      structure("status = error", "status = error");
      structure("duration > " + seconds(thresholds.getFirst()), "duration > 100ms");
      exceptions();
      spansList();
      otherSignals(panels);
      timeSeeker(streaming, now);
    }
  }

  /// An error with a certain text here would make the app show a warning; no series are fine.
  private static void theAppStarts(boolean streaming, Instant now) {
    try (GrafanaPanels lastMinute =
        new GrafanaPanels(grafana, streaming, now.minusSeconds(60), now)) {
      assertThat(lastMinute.lines("{} | rate()", 1)).hasSize(1);
    }
    Answer tags = grafana.client().json("/api/v2/search/tags", Map.of("limit", "5000"));
    assertThat(StrictJson.tree(tags.text()).findValuesAsText("name"))
        .contains("resource", "span", "intrinsic");
  }

  private static Line ratePanel(GrafanaPanels panels) {
    long step = panels.seconds() / 64;
    List<Line> lines = panels.lines("{" + ROOTS + "} | rate()  with(sample=true)", step);

    assertThat(lines).hasSize(1);
    Line line = lines.getFirst();
    assertThat(line.text("__name__")).isEqualTo("rate");
    assertThat(line.labels()).hasSize(1);
    assertThat(line.sum() * step).isCloseTo(ROOT_SPANS, within(1e-6));
    // Filled with zeros over the aligned range, of which the first interval stands before it.
    long first = panels.start().getEpochSecond() / step * step * 1000;
    long last = Math.ceilDiv(panels.end().getEpochSecond(), step) * step * 1000;
    assertThat(line.points().firstKey()).isEqualTo(first);
    assertThat(line.points().lastKey()).isBetween(last, last + step * 1000);
    assertThat(line.points()).hasSizeBetween(65, 67).containsValue(0.0);
    return line;
  }

  private static void errorsPanel(GrafanaPanels panels) {
    long step = panels.seconds() / 64;

    Line ofRoots =
        panels
            .lines("{" + ROOTS + " && status=error} | rate()  with(sample=true)", step)
            .getFirst();
    Line ofSpans =
        panels
            .lines("{" + SPANS + " && status=error} | rate()  with(sample=true)", step)
            .getFirst();
    assertThat(ofRoots.sum()).as("zeros, not nothing").isZero();
    assertThat(ofSpans.sum() * step).isCloseTo(1, within(1e-6));
  }

  /// @return the buckets, in seconds, of which the app reads what is slow
  private static List<Double> durationPanel(GrafanaPanels panels) {
    List<Line> lines =
        panels.lines(
            "{" + ROOTS + "} | histogram_over_time(duration) with(sample=true)",
            panels.seconds() / 24);
    Map<Double, Double> counts = new TreeMap<>();
    for (Line line : lines) {
      assertThat(line.labels()).as("the only label").containsOnlyKeys("__bucket");
      counts.put(line.number("__bucket"), line.sum());
    }
    // Half a millisecond, ten of them, one and a half seconds.
    assertThat(counts)
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.of(
                    0.000524288,
                    1.0,
                    0.016777216,
                    (double) ShopTraces.PAGE_VIEWS,
                    2.147483648,
                    1.0)));
    return List.copyOf(counts.keySet());
  }

  private static void anExemplarOpensItsTrace(Line line, GrafanaPanels panels) {
    assertThat(line.exemplars()).isNotEmpty();
    for (Exemplar exemplar : line.exemplars()) {
      assertThat(exemplar.getValue()).as("a dot at zero is not drawn").isPositive();
      assertThat(exemplar.getTimestampMs())
          .isBetween(panels.start().toEpochMilli(), panels.end().toEpochMilli());
      String trace =
          exemplar.getLabelsList().stream()
              .filter(label -> label.getKey().equals("trace:id"))
              .map(label -> label.getValue().getStringValue())
              .findFirst()
              .orElseThrow(() -> new AssertionError("no trace:id in " + exemplar));
      Answer opened =
          grafana
              .client()
              .get(Sender.BACKEND, "/api/v2/traces/" + trace, Map.of(), GrafanaClient.PROTOBUF);
      assertThat(opened.status()).isEqualTo(200);
      assertThat(trace(opened).getTrace().getResourceSpansCount()).isPositive();
    }
  }

  private static TraceByIDResponse trace(Answer answer) {
    try {
      return TraceByIDResponse.parseFrom(answer.body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no trace", e);
    }
  }

  private static void breakdown(GrafanaPanels panels) {
    long step = panels.seconds() / 64;
    String has = "{" + ROOTS + " && resource.service.name != nil}";
    Map<String, Double> counts = new HashMap<>();
    for (Line line : panels.lines(has + " | rate() by(resource.service.name)", step)) {
      counts.put(line.text("resource.service.name"), line.sum() * step);
    }
    assertThat(counts).containsOnlyKeys("shop", "pages");
    assertThat(counts.get("shop")).isCloseTo(1, within(1e-6));
    assertThat(counts.get("pages")).isCloseTo(ShopTraces.PAGE_VIEWS, within(1e-6));

    List<Line> slowest =
        panels.lines(
            has + " | quantile_over_time(duration, 0.9,0.5) by(resource.service.name)", step);
    assertThat(slowest).hasSize(4);
    for (Line line : slowest) {
      assertThat(line.labels()).containsOnlyKeys("resource.service.name", "p");
      assertThat(line.number("p")).isIn(0.5, 0.9);
      assertThat(line.points().values()).anyMatch(value -> value > 0);
    }

    List<Line> tile =
        panels.lines(
            "{" + ROOTS + " && resource.service.name=\"shop\"} | rate() by(resource.service.name)",
            step);
    assertThat(tile).hasSize(1);
    assertThat(tile.getFirst().text("resource.service.name")).isEqualTo("shop");

    List<Line> ofNumbers =
        panels.lines("{" + SPANS + " && span.page != nil} | count_over_time() by(span.page)", step);
    assertThat(ofNumbers)
        .hasSize(ShopTraces.PAGE_VIEWS)
        .allMatch(line -> line.labels().get("span.page").hasIntValue());
  }

  private static void comparisonOfErrors(GrafanaPanels panels) {
    Compared compared =
        compared(panels, "{" + SPANS + "} | compare({status = error}, " + TOP_VALUES + ")");

    assertThat(compared.total("selection", "name")).isEqualTo(1);
    assertThat(compared.total("baseline", "name")).isEqualTo(ALL_SPANS - 1);
    assertThat(compared.values("selection", "name")).containsExactly(Map.entry("SELECT", 1.0));
    assertThat(compared.values("selection", "status")).containsExactly(Map.entry("error", 1.0));
    assertThat(compared.values("baseline", "resource.service.name"))
        .containsEntry("pages", (double) ShopTraces.PAGE_VIEWS)
        .containsEntry("shop", 4.0);
    assertThat(compared.values("baseline", "span.page"))
        .as("the most frequent values")
        .hasSize(TOP_VALUES);
  }

  private static void comparisonWithABox(GrafanaPanels panels) {
    String duration = "{duration >= 1s && duration <= 2s}";
    long start = grafana.traces().start().getEpochSecond();
    Compared inside =
        compared(
            panels,
            "{%s} | compare(%s, 10, %d000000000, %d000000000)"
                .formatted(SPANS, duration, start - 1, start + 1));
    Compared outside =
        compared(
            panels,
            "{%s} | compare(%s, 10, %d000000000, %d000000000)"
                .formatted(SPANS, duration, start + 10, start + 20));

    assertThat(inside.values("selection", "name")).containsExactly(Map.entry("GET /checkout", 1.0));
    assertThat(inside.total("baseline", "name")).isEqualTo(ALL_SPANS - 1);
    assertThat(outside.sides()).doesNotContain("selection");
    assertThat(outside.total("baseline", "name")).isEqualTo(ALL_SPANS);
  }

  private static void comparisonWithNothingSelected(GrafanaPanels panels) {
    Compared compared = compared(panels, "{" + SPANS + "} | compare({})");

    assertThat(compared.total("selection", "name")).isEqualTo(ALL_SPANS);
    assertThat(compared.sides()).doesNotContain("baseline");
  }

  /// @param counts by side, attribute and value
  private record Compared(Map<String, Map<String, Map<String, Double>>> counts) {

    Set<String> sides() {
      return counts.keySet();
    }

    Map<String, Double> values(String side, String attribute) {
      return counts.getOrDefault(side, Map.of()).getOrDefault(attribute, Map.of());
    }

    double total(String side, String attribute) {
      return values(side + "_total", attribute).getOrDefault("nil", Double.NaN);
    }
  }

  private static Compared compared(GrafanaPanels panels, String query) {
    Map<String, Map<String, Map<String, Double>>> counts = new HashMap<>();
    for (Line line : panels.lines(query, panels.seconds())) {
      String side = line.text("__meta_type");
      assertThat(side).isIn("baseline", "selection", "baseline_total", "selection_total");
      assertThat(line.labels()).hasSize(2);
      String attribute =
          line.labels().keySet().stream()
              .filter(label -> !label.equals("__meta_type"))
              .findFirst()
              .orElseThrow();
      String value = text(line, attribute);
      if (side.endsWith("_total")) {
        assertThat(value).isEqualTo("nil");
      }
      counts
          .computeIfAbsent(side, _ -> new TreeMap<>())
          .computeIfAbsent(attribute, _ -> new TreeMap<>())
          .put(value, line.sum());
    }
    Compared compared = new Compared(counts);
    for (String side : List.of("baseline", "selection")) {
      counts
          .getOrDefault(side, Map.of())
          .forEach(
              (attribute, values) -> {
                assertThat(values.size()).isLessThanOrEqualTo(TOP_VALUES);
                assertThat(values.values())
                    .as("shares of %s of the %s", attribute, side)
                    .allMatch(count -> count <= compared.total(side, attribute));
              });
    }
    return compared;
  }

  private static String text(Line line, String label) {
    var value = line.labels().get(label);
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> throw new AssertionError("a value of no kind that panels show: " + line);
    };
  }

  private static void structure(String outer, String inner) {
    String query =
        "({%1$s && %2$s} &>> { %3$s }) || ({%1$s && %2$s})%4$s"
            .formatted(SPANS, outer, inner, STRUCTURE);
    JsonNode traces = search(query, "200", "20");

    assertThat(traces).isNotEmpty();
    for (JsonNode trace : traces) {
      assertThat(trace.path("spanSets")).as("exactly one, or the tab throws").hasSize(1);
      for (JsonNode span : trace.at("/spanSets/0/spans")) {
        assertThat(span.path("name").asText()).isNotEmpty();
        assertThat(keys(span))
            .contains("status", "nestedSetLeft", "nestedSetRight", "nestedSetParent");
      }
    }
  }

  private static void exceptions() {
    String select =
        " | select(resource.service.name, event.exception.message,event.exception.stacktrace,"
            + "event.exception.type) with(most_recent=true)";
    JsonNode traces = search("{" + SPANS + " && status = error}" + select, "400", "10");
    assertThat(traces).hasSize(1);
    assertThat(keys(traces.get(0).at("/spanSets/0/spans/0")))
        .contains("service.name", "exception.message", "exception.stacktrace", "exception.type");

    JsonNode row =
        search(
            "{"
                + SPANS
                + " && status = error && event.exception.message=\"card refused\""
                + " && event.exception.type=\"CardException\"} | select(resource.service.name)",
            "100",
            "10");
    assertThat(row).hasSize(1);
  }

  private static void spansList() {
    assertThat(search("{" + SPANS + " && status = error} | select(duration, .rows)", "200", "10"))
        .hasSize(1);
    assertThat(search("{" + ROOTS + " && duration >= 1ms && duration <= 2s}", "200", "10"))
        .hasSize(1 + ShopTraces.PAGE_VIEWS);
    assertThat(search("{" + SPANS + " && event:name=\"exception\"}", "200", "10")).hasSize(1);
    assertThat(search("{" + SPANS + " && resource.service.name=\"sh\\top\"}", "200", "10"))
        .isEmpty();
  }

  private static void otherSignals(GrafanaPanels panels) {
    Map<String, Integer> signals =
        Map.of(
            "kind=server",
            1 + ShopTraces.PAGE_VIEWS,
            "kind=consumer",
            1,
            "span.db.system.name!=\"\"",
            1,
            "true",
            ALL_SPANS);
    signals.forEach(
        (signal, spans) -> {
          List<Line> lines =
              panels.lines("{" + signal + " && true} | count_over_time()  with(sample=true)", 60);
          assertThat(lines.getFirst().sum()).as(signal).isEqualTo(spans.doubleValue());
        });
  }

  private static void timeSeeker(boolean streaming, Instant now) {
    try (GrafanaPanels day = new GrafanaPanels(grafana, streaming, now.minusSeconds(86_400), now)) {
      Line line = day.lines("{" + ROOTS + "} | rate()  with(sample=true)", 30).getFirst();
      assertThat(line.points()).hasSizeBetween(2_881, 2_883);
      assertThat(line.sum() * 30).isCloseTo(ROOT_SPANS, within(1e-6));
    }
  }

  private static JsonNode search(String query, String limit, String spans) {
    Answer answer =
        grafana.client().json("/api/search", Map.of("q", query, "limit", limit, "spss", spans));
    assertThat(answer.status()).as(query + ": " + answer.text()).isEqualTo(200);
    StrictJson.read(answer.text(), SearchResponse.getDefaultInstance());
    return StrictJson.tree(answer.text()).path("traces");
  }

  private static Set<String> keys(JsonNode span) {
    return span.path("attributes")
        .valueStream()
        .map(attribute -> attribute.path("key").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// As the app writes thresholds.
  private static String seconds(double threshold) {
    return Math.round(threshold * 1e6) + "us";
  }
}
