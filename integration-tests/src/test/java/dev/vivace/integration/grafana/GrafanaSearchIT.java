package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.process.Servers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Grafana's tables of traces and spans, and its app Traces Drilldown, read in the answer to a
/// search, and what they fail on.
class GrafanaSearchIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String STRUCTURE =
      " | select(status, resource.service.name, name, nestedSetParent, nestedSetLeft,"
          + " nestedSetRight)";

  private static GrafanaFixture grafana;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
  }

  @AfterAll
  static void closeGrafana() {
    grafana.close();
  }

  // ---- The table of traces.

  @Test
  void aTraceHasWhatTheColumnsShowWithLargeNumbersAsStrings() {
    JsonNode trace = only(search("{ name = \"GET /checkout\" }"));

    assertThat(trace.path("traceID").asText()).isEqualTo(ShopTraces.CHECKOUT);
    assertThat(trace.path("rootServiceName").asText()).isEqualTo("shop");
    assertThat(trace.path("rootTraceName").asText()).isEqualTo("GET /checkout");
    assertThat(trace.path("durationMs").isInt()).isTrue();
    assertThat(trace.path("durationMs").asInt()).isEqualTo(1500);
    assertThat(trace.path("startTimeUnixNano").isTextual()).isTrue();
    assertThat(trace.path("startTimeUnixNano").asLong())
        .isEqualTo(grafana.traces().start().getEpochSecond() * 1_000_000_000L);
    JsonNode span = trace.at("/spanSets/0/spans/0");
    assertThat(span.path("spanID").asText()).isEqualTo(ShopTraces.ROOT_SPAN);
    assertThat(span.path("startTimeUnixNano").isTextual()).isTrue();
    assertThat(span.path("durationNanos").asText()).isEqualTo("1500000000");
  }

  @Test
  void servicesAreCountedWithTheirErrors() {
    JsonNode services = only(search("{ name = \"GET /checkout\" }")).path("serviceStats");

    assertThat(services)
        .isEqualTo(
            StrictJson.tree(
                """
                {"shop": {"spanCount": 3}, "db": {"spanCount": 1, "errorCount": 1}}"""));
  }

  @Test
  void aTraceUnderAMillisecondHasNoDuration() {
    JsonNode trace = only(search("{ name = \"ping\" }"));

    assertThat(trace.has("durationMs")).isFalse();
    assertThat(trace.at("/spanSets/0/spans/0/durationNanos").asText()).isEqualTo("500000");
  }

  @Test
  void anIdWithoutItsZerosOpensTheTrace() {
    String id = only(search("{ name = \"ping\" }")).path("traceID").asText();

    Answer trace = grafana.client().json("/api/v2/traces/" + id, Map.of());
    assertThat(id).isEqualTo("c0ffee");
    assertThat(StrictJson.tree(trace.text()).findValuesAsText("name")).contains("ping");
  }

  @Test
  void aTraceWithoutItsRootSaysSo() {
    JsonNode trace = only(search("{ name = \"take order\" }"));

    assertThat(trace.path("rootServiceName").asText()).isEqualTo("<root span not yet received>");
    assertThat(trace.has("rootTraceName")).isFalse();
  }

  @Test
  void theNewestTracesComeFirst() {
    List<Long> starts = new ArrayList<>();
    search("{}").forEach(trace -> starts.add(trace.path("startTimeUnixNano").asLong()));

    assertThat(starts).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void withoutALimitThereAreTwentyTracesOfThreeSpans() {
    JsonNode checkout =
        StrictJson.tree(grafana.client().search("{ resource.service.name =~ \"shop|db\" }").text())
            .path("traces")
            .get(1);

    assertThat(search("{ name = \"view\" }")).hasSize(20);
    assertThat(checkout.at("/spanSets/0/spans")).hasSize(3);
    assertThat(checkout.at("/spanSets/0/matched").asInt()).isEqualTo(4);
  }

  @Test
  void theDeprecatedSpansetIsTheFirstOfTheOthers() {
    assertThat(search("{} | by(name)"))
        .allSatisfy(trace -> assertThat(trace.path("spanSet")).isEqualTo(trace.at("/spanSets/0")));
  }

  @Test
  void groupsAreSpansetsOfOneTrace() {
    JsonNode trace = only(search("{ trace:rootName = \"GET /checkout\" } | by(name)"));

    assertThat(trace.path("spanSets")).hasSize(4);
    assertThat(trace.path("spanSets"))
        .allSatisfy(set -> assertThat(keys(set)).containsExactly("by(name)"));
  }

  // ---- What breaks the table.

  @Test
  void aSpanHasItsNameOnlyIfTheQueryLooksAtIt() {
    assertThat(search("{ name = \"SELECT\" }").findValuesAsText("name")).containsOnly("SELECT");
    assertThat(search("{ status = error } | select(name)").findValuesAsText("name"))
        .containsOnly("SELECT");
    assertThat(search("{ status = error }").findValuesAsText("name")).isEmpty();
  }

  @Test
  void keysOfAttributesHaveNoScopeAndIntrinsicsTheirName() {
    JsonNode spans =
        only(search(
                "{ status = error } | select(resource.service.name, event.exception.message,"
                    + " span.db.system.name, nestedSetLeft, kind)"))
            .at("/spanSets/0/spans");

    assertThat(keys(spans.get(0)))
        .containsExactlyInAnyOrder(
            "status",
            "service.name",
            "exception.message",
            "db.system.name",
            "nestedSetLeft",
            "kind");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "span.http.status_code, stringValue",
    ".rows,                 doubleValue",
    "span.page,             intValue",
    "span.price,            doubleValue",
    "span.beta,             boolValue",
    "span.colours,          stringValue",
    "nestedSetLeft,         intValue",
  })
  void anAttributeHasOneTypeInAnAnswer(String attribute, String type) {
    JsonNode traces = searchAll("{} | select(" + attribute + ")");
    String key = attribute.replaceFirst("^(span)?\\.", "");

    assertThat(typesByKey(traces)).containsEntry(key, Set.of(type));
  }

  @Test
  void whatASpanLacksIsLeftOut() {
    JsonNode traces = searchAll("{} | select(span.http.status_code, span.zzz)");

    assertThat(traces.findValuesAsText("key")).contains("http.status_code").doesNotContain("zzz");
    assertThat(traces.findValuesAsText("stringValue")).doesNotContain("nil");
  }

  @Test
  void anArrayIsOneString() {
    assertThat(values(searchAll("{} | select(span.colours)"), "colours"))
        .containsExactly("[\"red\",\"blue\"]");
  }

  @ParameterizedTest(name = "span.{0}")
  @ValueSource(strings = {"raw", "map", "void"})
  void aValueThatATableCannotHoldIsNotThere(String key) {
    JsonNode traces = search("{ name = \"render\" } | select(span." + key + ", span.rows)");

    assertThat(values(traces, "rows")).hasSize(1);
    assertThat(typesByKey(traces).getOrDefault(key, Set.of("stringValue")))
        .containsExactly("stringValue");
  }

  @Test
  void nothingFoundIsAnEmptyListAndNotNull() {
    Answer answer = grafana.client().search("{ name = \"nobody\" }");

    JsonNode tree = StrictJson.tree(answer.text());
    assertThat(tree.path("traces").isArray()).isTrue();
    assertThat(tree.path("metrics").isObject()).isTrue();
  }

  // ---- Errors: plain text, which is shown as it is; two texts are known to Grafana.

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{ sttus = error }",
        "{ name = ",
        "{ name = 5 }",
        "{ <script>alert(1)</script> }",
      })
  void aBadQueryIsRefusedInPlainText(String query) {
    Answer answer = grafana.client().search(query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(answer.text()).startsWith("invalid TraceQL query: ").doesNotContain("<html");
  }

  @Test
  void aRangeThatIsTooLongIsRefusedInTheWordsThatGrafanaKnows() {
    Answer answer =
        grafana
            .client()
            .json("/api/search", Map.of("q", "{}", "start", "1000000000", "end", "1100000000"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).startsWith("range specified by start and end exceeds ");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({"limit, 0", "limit, 262145", "limit, x", "spss, 101", "start, 1000000000"})
  void aParameterOutOfItsBoundsIsRefused(String name, String value) {
    Answer answer = grafana.client().json("/api/search", Map.of("q", "{}", name, value));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(answer.text()).contains(name);
  }

  // ---- Traces Drilldown.

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "({nestedSetParent<0 && true} &>> { kind = client })" + " || ({nestedSetParent<0 && true})",
        "({true && true && status = error} &>> { status = error })"
            + " || ({true && true && status = error})",
        "({true && duration > 10ms} &>> { duration > 100ms }) || ({true && duration > 10ms})",
      })
  void aStructureIsOneSpansetATraceWithItsPlacesInTheTree(String query) {
    JsonNode traces =
        StrictJson.tree(
                grafana
                    .client()
                    .json(
                        "/api/search", Map.of("q", query + STRUCTURE, "limit", "200", "spss", "20"))
                    .text())
            .path("traces");

    assertThat(traces).isNotEmpty();
    for (JsonNode trace : traces) {
      assertThat(trace.path("spanSets")).hasSize(1);
      for (JsonNode span : trace.at("/spanSets/0/spans")) {
        assertThat(span.path("name").asText()).isNotEmpty();
        assertThat(typesByKey(span))
            .containsEntry("nestedSetLeft", Set.of("intValue"))
            .containsEntry("nestedSetRight", Set.of("intValue"))
            .containsEntry("nestedSetParent", Set.of("intValue"))
            .containsEntry("status", Set.of("stringValue"));
        if (!trace.path("traceID").asText().equals("c0ffee")) { // It has no resource.
          assertThat(keys(span)).contains("service.name");
        }
      }
    }
  }

  @Test
  void aRootHasNoParentAndSpansTheWholeTree() {
    JsonNode trace = only(search("{ nestedSetParent<0 && name = \"GET /checkout\" }" + STRUCTURE));

    assertThat(values(trace, "nestedSetParent")).containsExactly("-1");
    assertThat(values(trace, "nestedSetLeft")).containsExactly("1");
    assertThat(values(trace, "nestedSetRight")).containsExactly("8");
  }

  @Test
  void exceptionsCarryTheTextsOfTheirEvents() {
    JsonNode trace =
        only(
            search(
                "{true && true && status = error} | select(resource.service.name,"
                    + " event.exception.message,event.exception.stacktrace,event.exception.type)"
                    + " with(most_recent=true)"));

    assertThat(values(trace, "exception.message")).containsExactly("card refused");
    assertThat(values(trace, "exception.type")).containsExactly("CardException");
    assertThat(values(trace, "exception.stacktrace")).containsExactly("at Card.pay");
    assertThat(values(trace, "service.name")).containsExactly("db");
  }

  // ---- Parts of answers.

  private static JsonNode search(String query) {
    return traces(grafana.client().search(query));
  }

  /// Every span of every trace that matches.
  private static JsonNode searchAll(String query) {
    return traces(
        grafana.client().json("/api/search", Map.of("q", query, "limit", "200", "spss", "20")));
  }

  private static JsonNode traces(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return StrictJson.tree(answer.text()).path("traces");
  }

  private static JsonNode only(JsonNode traces) {
    assertThat(traces).hasSize(1);
    return traces.get(0);
  }

  private static List<String> keys(JsonNode spanOrSpanset) {
    List<String> keys = new ArrayList<>();
    spanOrSpanset.path("attributes").forEach(attribute -> keys.add(attribute.path("key").asText()));
    return keys;
  }

  /// The values of an attribute in `spanSets`, as text.
  private static List<String> values(JsonNode answer, String key) {
    List<String> values = new ArrayList<>();
    for (JsonNode sets : answer.findValues("spanSets")) {
      for (JsonNode attribute : sets.findParents("key")) {
        if (attribute.path("key").asText().equals(key)) {
          attribute.path("value").forEach(value -> values.add(value.asText()));
        }
      }
    }
    return values;
  }

  private static Map<String, Set<String>> typesByKey(JsonNode answer) {
    Map<String, Set<String>> types = new TreeMap<>();
    for (JsonNode attribute : answer.findParents("key")) {
      Set<String> ofKey =
          types.computeIfAbsent(attribute.path("key").asText(), _ -> new TreeSet<>());
      attribute.path("value").propertyStream().forEach(value -> ofKey.add(value.getKey()));
    }
    return types;
  }
}
