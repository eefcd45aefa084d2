package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.process.Servers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the pickers and the completion of Grafana read: names of attributes by scope, and typed
/// values, mostly without a range and with a filter that is still being typed.
class GrafanaTagsIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  /// What Tempo lists; each must be a name whose values can be asked for.
  private static final List<String> INTRINSICS =
      List.of(
          """
          duration kind name rootName rootServiceName status statusMessage traceDuration
          event:name event:timeSinceStart instrumentation:name instrumentation:version
          link:spanID link:traceID span:duration span:id span:kind span:name span:parentID
          span:status span:statusMessage trace:duration trace:id trace:rootName trace:rootService
          """
              .split("\\s+"));

  private static GrafanaFixture grafana;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
  }

  @AfterAll
  static void closeGrafana() {
    grafana.close();
  }

  static List<String> intrinsics() {
    return INTRINSICS;
  }

  // ---- Names.

  @Test
  void eachScopeListsItsNamesWithoutARange() {
    Map<String, List<String>> names = names(Map.of("limit", "5000"));

    assertThat(names.get("resource")).containsExactlyInAnyOrder("k8s.pod.name", "service.name");
    assertThat(names.get("span"))
        .contains("http.status_code", "url/path", "my \"own\" key", "colours", "rows", "page");
    assertThat(names.get("event"))
        .containsExactlyInAnyOrder("exception.type", "exception.message", "exception.stacktrace");
    assertThat(names.get("link")).containsExactly("link.kind");
    assertThat(names.get("instrumentation")).containsExactly("tracer.kind");
    assertThat(names.get("intrinsic")).containsExactlyInAnyOrderElementsOf(INTRINSICS);
  }

  @Test
  void aLimitCutsEachScopeButNotTheIntrinsics() {
    Map<String, List<String>> names = names(Map.of("limit", "1"));

    assertThat(names.get("span")).hasSize(1);
    assertThat(names.get("resource")).hasSize(1);
    assertThat(names.get("intrinsic")).hasSize(INTRINSICS.size());
  }

  @Test
  void olderVersionsGetAFlatList() {
    JsonNode tree = StrictJson.tree(grafana.client().json("/api/search/tags", Map.of()).text());

    assertThat(texts(tree.path("tagNames"))).contains("service.name", "http.status_code");
  }

  // ---- Values.

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource({
    "resource.service.name,          string, db pages shop",
    ".service.name,                  string, db pages shop",
    "span.beta,                      bool,   true",
    "span.price,                     float,  9.75",
    "span.url/path,                  string, /a b",
    "'span.\"my \\\"own\\\" key\"',  string, x",
    "event.exception.type,           string, CardException",
    "link.link.kind,                 string, follows",
    "instrumentation.tracer.kind,    string, manual",
    "event:name,                     string, exception",
    "statusMessage,                  string, card refused",
    "rootServiceName,                string, pages shop",
    "status,                         keyword, error ok unset",
    "kind,                           keyword, client consumer internal producer server unspecified",
  })
  void valuesHaveATypeAndAreStrings(String name, String type, String values) {
    JsonNode tagValues = tagValues(name, Map.of());

    assertThat(tagValues).allMatch(value -> value.path("value").isTextual());
    assertThat(tagValues).allMatch(value -> value.path("type").asText().equals(type));
    List<String> found = new ArrayList<>(tagValues.findValuesAsText("value"));
    found.removeIf(String::isEmpty); // Of a trace without a root or a resource.
    Collections.sort(found);
    assertThat(String.join(" ", found)).isEqualTo(values);
  }

  @Test
  void numbersTellIntsFromFloats() {
    List<String> typed = new ArrayList<>();
    tagValues("span.rows", Map.of())
        .forEach(
            value -> typed.add(value.path("type").asText() + " " + value.path("value").asText()));

    assertThat(typed).containsExactlyInAnyOrder("int 3", "int 7", "float 2.5");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("intrinsics")
  void everyIntrinsicThatIsListedCanBeAskedForItsValues(String name) {
    assertThat(grafana.client().tagValues(name, Map.of()).status()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "duration",
        "traceDuration",
        "span:duration",
        "span:id",
        "trace:id",
        "link:spanID"
      })
  void durationsAndIdsHaveNoValues(String name) {
    assertThat(tagValues(name, Map.of())).isEmpty();
  }

  @Test
  void aNameWithoutScopeIsRefusedInTempoWords() {
    Answer answer = grafana.client().tagValues("service.name", Map.of());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("text/plain");
    assertThat(answer.text()).contains("please provide a valid tagName");
  }

  @Test
  void aScopedNameThatNobodyHasIsAnEmptyList() {
    assertThat(tagValues("span.nobody.has.this", Map.of())).isEmpty();
  }

  @Test
  void theLimitIsForAllValues() {
    Answer answer =
        grafana.client().json("/api/v2/search/tag/span.page/values", Map.of("limit", "4"));

    assertThat(StrictJson.tree(answer.text()).path("tagValues")).hasSize(4);
  }

  // ---- The filter, as it is being typed.

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "->",
      textBlock =
          """
          {resource.service.name="db"}                            -> SELECT
          { resource.service.name="db" && name= }                 -> SELECT
          { resource.service.name="db" && name }                  -> SELECT
          {status=error && kind=client}                           -> SELECT
          {(resource.service.name="db" || kind=producer)}         -> SELECT, send order
          """)
  void theFinishedConditionsFilter(String query, String names) {
    assertThat(tagValues("name", Map.of("q", query)).findValuesAsText("value"))
        .containsExactlyInAnyOrder(names.split(", "));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{ ",
        "{ name = \"SEL",
        "{ resource.service.name=\"db\" && name=\"",
        "{ } | rate() by (",
        "{ } | select(",
        "resource.service.name",
        "}{",
        "{ .a = 1 } >> { .b",
        "4bf92f",
      })
  void nothingThatIsTypedIsAnError(String query) {
    Answer answer = grafana.client().tagValues("name", Map.of("q", query));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(StrictJson.tree(answer.text()).path("tagValues")).isNotEmpty();
  }

  @Test
  void aThousandAlternativesAreTooMany() {
    String query = "{" + "name=\"a\" || ".repeat(1000) + "name=\"b\"}";
    Answer answer = grafana.client().tagValues("name", Map.of("q", query));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("text/plain");
  }

  private static JsonNode tagValues(String name, Map<String, String> parameters) {
    Answer answer = grafana.client().tagValues(name, parameters);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return StrictJson.tree(answer.text()).path("tagValues");
  }

  private static Map<String, List<String>> names(Map<String, String> parameters) {
    Answer answer = grafana.client().json("/api/v2/search/tags", parameters);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Map<String, List<String>> names = new TreeMap<>();
    for (JsonNode scope : StrictJson.tree(answer.text()).path("scopes")) {
      names.put(scope.path("name").asText(), texts(scope.path("tags")));
    }
    return names;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
