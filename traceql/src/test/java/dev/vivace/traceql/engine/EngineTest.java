package dev.vivace.traceql.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.Corpus;
import dev.vivace.traceql.RandomQueries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.legacy.LegacyCondition;
import dev.vivace.traceql.legacy.LegacySearch;
import dev.vivace.traceql.oracle.LegacyOracle;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.RandomTraces;
import dev.vivace.traceql.oracle.SearchOracle;
import dev.vivace.traceql.oracle.WorkedTraces;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.table.Bits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Engine and oracle give the same answers. `-Dvivace.engine.pairs=N` runs longer.
class EngineTest {

  private static final int PAIRS = Integer.getInteger("vivace.engine.pairs", 4_000);
  private static final int TRACES_A_TABLE = 10;
  private static final int ALL_SPANS = 1_000;

  private final long seed = Long.getLong("vivace.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  static Stream<List<String>> examples() {
    return Stream.concat(
        Corpus.rows("worked-examples.txt").map(row -> row.subList(1, row.size())),
        Corpus.rows("carried-examples.txt"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void answersTheExamplesOfTheSpecification(List<String> example) {
    assertSameAnswers(TraceQl.parse(example.getFirst()), WorkedTraces.all(), "");
  }

  @Test
  void answersRandomQueriesOverRandomTraces() {
    RandomQueries queries = new RandomQueries(random);
    RandomTraces traces = new RandomTraces(random, WorkedTraces.START_NANOS);
    List<PlainTrace> table = List.of();
    for (int i = 0; i < PAIRS / TRACES_A_TABLE; i++) {
      if (i % 4 == 0) {
        table = Stream.generate(traces::next).limit(TRACES_A_TABLE).toList();
      }
      Query query = queries.nextValid(true);
      assertSameAnswers(query, table, "seed %d, query %d: ".formatted(seed, i));
    }
  }

  private void assertSameAnswers(Query query, List<PlainTrace> traces, String context) {
    PlainTable table = new PlainTable(traces, random, null);
    String text = context + CanonicalText.of(query);
    TableMatches matches = SearchPlan.of(query).run(table, TimeWindow.ALL, QueryGuard.NONE);
    int[] matched = matches.traces();
    for (int i = 0; i < traces.size(); i++) {
      String found =
          Arrays.binarySearch(matched, i) < 0
              ? "no match"
              : SearchOracle.comparable(matches.trace(i, ALL_SPANS));
      Optional<FoundTrace> expected = SearchOracle.answer(query, traces.get(i));

      assertThat(found)
          .as(text)
          .isEqualTo(expected.map(SearchOracle::comparable).orElse("no match"));
    }
  }

  @Test
  void masksRowsAsIfTheyWereNotThere() {
    RandomTraces traces = new RandomTraces(random, WorkedTraces.START_NANOS);
    RandomQueries queries = new RandomQueries(random);
    for (int i = 0; i < PAIRS / TRACES_A_TABLE / 10; i++) {
      List<PlainTrace> all = Stream.generate(traces::next).limit(TRACES_A_TABLE).toList();
      PlainTable rows = new PlainTable(all, new Random(seed), null);
      long[] masked = Bits.none(rows.rowCount());
      IntStream.range(0, rows.rowCount())
          .filter(row -> row < rows.firstRow(TRACES_A_TABLE / 2))
          .forEach(row -> Bits.set(masked, row));
      Query query = queries.nextValid(true);
      PlainTable table = new PlainTable(all, new Random(seed), masked);
      TableMatches matches = SearchPlan.of(query).run(table, TimeWindow.ALL, QueryGuard.NONE);
      List<PlainTrace> left = all.subList(TRACES_A_TABLE / 2, all.size());

      assertThat(Arrays.stream(matches.traces()).mapToObj(trace -> all.get(trace).traceId()))
          .as("seed %d, query %d: %s", seed, i, CanonicalText.of(query))
          .containsExactlyElementsOf(
              left.stream()
                  .filter(trace -> !SearchOracle.answer(query, trace).isEmpty())
                  .map(PlainTrace::traceId)
                  .toList());
    }
  }

  @Test
  void searchesByTagsAsTheOracleDoes() {
    RandomTraces traces = new RandomTraces(random, WorkedTraces.START_NANOS);
    for (int i = 0; i < PAIRS / TRACES_A_TABLE; i++) {
      List<PlainTrace> all = Stream.generate(traces::next).limit(TRACES_A_TABLE).toList();
      LegacySearch search = randomSearch();
      TableMatches matches =
          new TagPlan(search)
              .run(new PlainTable(all, random, null), TimeWindow.ALL, QueryGuard.NONE);

      assertThat(Arrays.stream(matches.traces()).mapToObj(trace -> all.get(trace).traceId()))
          .as("seed %d, search %d: %s", seed, i, search)
          .containsExactlyElementsOf(
              all.stream()
                  .filter(trace -> LegacyOracle.matches(search, trace))
                  .map(PlainTrace::traceId)
                  .toList());
    }
  }

  private LegacySearch randomSearch() {
    List<Map.Entry<String, String>> choices =
        List.of(
            Map.entry("service.name", "e"),
            Map.entry("name", "GET"),
            Map.entry("root.name", "a"),
            Map.entry("http.status_code", "20"),
            Map.entry("env", "prod"),
            Map.entry("tags", "a"),
            Map.entry("size", ""),
            Map.entry("status.code", "error"));
    List<LegacyCondition> conditions = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Map.Entry<String, String> tag = choices.get(random.nextInt(choices.size()));
      conditions.addAll(
          LegacySearch.of(Map.of(tag.getKey(), tag.getValue()), 0, Long.MAX_VALUE).conditions());
    }
    return new LegacySearch(conditions, random.nextInt(2) * 500L, 1_000L + random.nextInt(9_000));
  }

  @Test
  void considersTracesThatOverlapTheWindowInWholeSeconds() {
    PlainTable table = new PlainTable(WorkedTraces.all(), random, null);
    long second = WorkedTraces.START_NANOS / 1_000_000_000;
    Query query = TraceQl.parse("{}");

    assertThat(tracesIn(table, query, second - 10, second - 1)).isEmpty();
    assertThat(tracesIn(table, query, second - 10, second)).containsExactly(0);
    assertThat(tracesIn(table, query, second + 2, second + 59)).isEmpty();
    assertThat(tracesIn(table, query, second + 62, second + 62)).containsExactly(1);
    assertThat(tracesIn(table, query, second + 65, second + 120)).containsExactly(1, 2);
  }

  private static int[] tracesIn(PlainTable table, Query query, long start, long end) {
    return SearchPlan.of(query).run(table, new TimeWindow(start, end), QueryGuard.NONE).traces();
  }
}
