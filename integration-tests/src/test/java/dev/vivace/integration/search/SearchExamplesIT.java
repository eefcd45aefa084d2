package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The worked examples of the language, asked of servers that have the traces in the live head, in
/// a block, and half of each in both, over HTTP and gRPC.
class SearchExamplesIT {

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final int ALL = 100;
  private static final int WINDOW_SECONDS = 600;
  private static final Map<String, String> TRACES =
      Map.of(
          "A",
          "5f000000000000000000000000000a0a web/GET /cart 1700000100000000000 1000 ms"
              + " cart=1/1 db=2/1 web=2/0",
          "B",
          "6f000000000000000000000000000b0b batch/nightly 1700000160000000000 5000 ms"
              + " batch=3/0 web=1/0",
          "C",
          "c0c0 <root span not yet received>/ 1700000220000000000 10 ms web=1/0");
  private static final Map<String, String> TIMES =
      Map.of(
          "a1", "a1 1700000100000000000+1000000000",
          "a2", "a2 1700000100100000000+200000000",
          "a3", "a3 1700000100300000000+500000000",
          "a4", "a4 1700000100350000000+300000000",
          "a5", "a5 1700000100700000000+50000000",
          "b1", "b1 1700000160000000000+5000000000",
          "b2", "b2 1700000161000000000+2000000000",
          "b3", "b3 1700000162000000000+50000000",
          "b4", "b4 1700000163000000000+1",
          "c1", "c1 1700000220000000000+10000000");

  private static final Map<Layout, SearchClient> CLIENTS = new EnumMap<>(Layout.class);

  @BeforeAll
  static void storeTheTraces() {
    for (Layout layout : Layout.values()) {
      CLIENTS.put(layout, new SearchClient(layout.start(SERVERS)));
    }
  }

  @AfterAll
  static void closeClients() {
    CLIENTS.values().forEach(SearchClient::close);
  }

  static Stream<Arguments> examples() {
    return everywhere("worked-examples.txt");
  }

  static Stream<Arguments> carriedExamples() {
    return everywhere("carried-examples.txt");
  }

  static Stream<Arguments> tagSearches() {
    return everywhere("legacy-searches.txt");
  }

  static Stream<Arguments> tagValues() {
    return everywhere("tag-values.txt");
  }

  private static Stream<Arguments> everywhere(String rows) {
    return Arrays.stream(Layout.values())
        .flatMap(layout -> Rows.of(rows).stream().map(row -> Arguments.of(layout, row)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("examples")
  void findsTheSpans(Layout layout, List<String> row) {
    List<String> expected = cells(row.get(2));
    for (SearchResponse answer : answers(layout, row.get(1))) {
      assertThat(ShownAnswer.spansets(answer)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(ShownAnswer.wrongCounts(answer)).isEmpty();
      assertThat(ShownAnswer.traces(answer))
          .containsExactlyElementsOf(
              Stream.of("C", "B", "A")
                  .filter(trace -> hasSpanOf(trace, expected))
                  .map(TRACES::get)
                  .toList());
      assertThat(TIMES.values()).containsAll(ShownAnswer.times(answer));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("carriedExamples")
  void spansCarryWhatWasLookedAt(Layout layout, List<String> row) {
    for (SearchResponse answer : answers(layout, row.get(0))) {
      assertThat(ShownAnswer.carried(answer))
          .containsExactlyInAnyOrderElementsOf(
              cells(row.get(1)).stream().map(ShownAnswer::ordered).toList());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("tagSearches")
  void findsTracesByTheirTags(Layout layout, List<String> row) {
    Map<String, Object> parameters = parameters();
    putIfGiven(parameters, "tags", row.get(0));
    putIfGiven(parameters, "minDuration", row.get(1));
    putIfGiven(parameters, "maxDuration", row.get(2));
    SearchResponse answer = client(layout).search(parameters);

    assertThat(ShownAnswer.traces(answer))
        .containsExactlyInAnyOrderElementsOf(
            row.get(3).equals("-")
                ? List.of()
                : Stream.of(row.get(3).split(" ")).map(TRACES::get).toList());
    assertThat(ShownAnswer.spansets(answer)).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("tagValues")
  void listsTheValuesOfATag(Layout layout, List<String> row) {
    Map<String, Object> parameters = parameters();
    putIfGiven(parameters, "q", row.get(1));
    HttpResponse<byte[]> response =
        client(layout).get("/api/v2/search/tag/" + row.get(0) + "/values", parameters);

    assertThat(response.statusCode()).as(TraceClient.text(response)).isEqualTo(200);
    JsonNode values = TraceClient.tree(response).path("tagValues");
    assertThat(
            StreamSupport.stream(values.spliterator(), false)
                .map(value -> value.path("value").asText()))
        .containsExactlyInAnyOrder(row.get(2).equals("-") ? new String[0] : row.get(2).split(", "));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void spansAreWhereTheyShouldBe(Layout layout) {
    ByteString traceA =
        WorkedTraces.request("a1"::equals)
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0)
            .getTraceId();
    long inBlocks =
        client(layout).http().byIdFromBlocks(traceA).getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .mapToLong(scope -> scope.getSpansCount())
            .sum();

    assertThat(inBlocks)
        .isEqualTo(
            switch (layout) {
              case HEAD -> 0;
              case BLOCK -> 5;
              case SPLIT -> 3;
            });
  }

  /// One over HTTP, one over gRPC.
  private static List<SearchResponse> answers(Layout layout, String query) {
    Map<String, Object> parameters = parameters();
    parameters.put("q", query);
    parameters.put("limit", ALL);
    parameters.put("spss", ALL);
    return List.of(
        client(layout).search(parameters),
        client(layout).stream(
            SearchRequest.newBuilder()
                .setQuery(query)
                .setLimit(ALL)
                .setSpansPerSpanSet(ALL)
                .setStart((int) WorkedTraces.START_SECONDS - WINDOW_SECONDS)
                .setEnd((int) WorkedTraces.START_SECONDS + WINDOW_SECONDS)
                .build()));
  }

  private static Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("start", WorkedTraces.START_SECONDS - WINDOW_SECONDS);
    parameters.put("end", WorkedTraces.START_SECONDS + WINDOW_SECONDS);
    return parameters;
  }

  private static void putIfGiven(Map<String, Object> parameters, String name, String value) {
    if (!value.isEmpty()) {
      parameters.put(name, value);
    }
  }

  private static List<String> cells(String text) {
    return text.equals("nothing") ? List.of() : List.of(text.split("; "));
  }

  /// Spans are called after their traces.
  private static boolean hasSpanOf(String trace, List<String> spansets) {
    return spansets.stream().anyMatch(one -> one.startsWith(trace.toLowerCase(Locale.ROOT)));
  }

  private static SearchClient client(Layout layout) {
    return CLIENTS.get(layout);
  }
}
