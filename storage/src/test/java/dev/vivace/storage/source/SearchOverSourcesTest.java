package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.RandomQueries;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.engine.TableMatches;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.RandomTraces;
import dev.vivace.traceql.oracle.SearchOracle;
import dev.vivace.traceql.oracle.WorkedTraces;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Searches find in heads and blocks, whichever way traces are spread over them, what the oracle
/// finds in the traces whole. `-Dvivace.sources.pairs=N` runs longer.
class SearchOverSourcesTest {

  private static final int PAIRS = Integer.getInteger("vivace.sources.pairs", 5_000);
  private static final int TRACES = 10;
  private static final int QUERIES = 10;
  private static final int ALL_SPANS = 1_000;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long START_SECONDS = WorkedTraces.START_NANOS / NANOS_A_SECOND;

  private final long seed = Long.getLong("vivace.seed", new Random().nextLong());

  @Test
  void findsWhatTheOracleFinds() {
    for (int round = 0; round < PAIRS / TRACES / QUERIES; round++) {
      new Round(seed + round).run();
    }
  }

  /// Some traces, spread over heads and blocks of one tenant, and some queries.
  private static final class Round {

    private final long seed;
    private final Random random;
    private final TenantFixture tenant = new TenantFixture();
    private final List<TenantFixture.Cut> waiting = new ArrayList<>();
    private final List<PlainTrace> traces;

    Round(long seed) {
      this.seed = seed;
      random = new Random(seed);
      RandomTraces made = new RandomTraces(random, WorkedTraces.START_NANOS);
      traces = Stream.generate(made::next).limit(TRACES).toList();
    }

    void run() {
      for (SentParts.Part part : SentParts.of(traces, random)) {
        tenant.append(PlainOtlp.request(part.traceId(), part.spans()), part.receivedNanos());
        switch (random.nextInt(8)) {
          case 0 -> cut();
          case 1 -> sealOldest();
          case 2 -> {
            cut();
            sealOldest();
          }
          default -> {} // Goes on in the same head.
        }
      }
      RandomQueries queries = new RandomQueries(random);
      for (int i = 0; i < QUERIES; i++) {
        assertSameAnswers(queries.nextValid(true), random.nextInt(3) == 0 ? window() : null);
      }
    }

    private void cut() {
      boolean[] carried = new boolean[tenant.growing().head().traces().count()];
      for (int i = 0; i < carried.length; i++) {
        carried[i] = random.nextInt(4) == 0;
      }
      waiting.add(tenant.cut(carried));
    }

    private void sealOldest() {
      if (!waiting.isEmpty()) {
        tenant.seal(waiting.removeFirst());
      }
    }

    private TimeWindow window() {
      long start = START_SECONDS + random.nextInt(600);
      return new TimeWindow(start, start + random.nextInt(200));
    }

    private void assertSameAnswers(Query query, @Nullable TimeWindow window) {
      List<String> found =
          window == null
              ? found(query, 0, -1, TimeWindow.ALL)
              : found(
                  query,
                  window.startSeconds() * NANOS_A_SECOND,
                  window.endSeconds() * NANOS_A_SECOND + NANOS_A_SECOND - 1,
                  window);

      assertThat(found)
          .as("seed %d, %s in %s", seed, CanonicalText.of(query), window)
          .containsExactlyInAnyOrderElementsOf(
              traces.stream()
                  .filter(
                      trace ->
                          window == null
                              || window.overlaps(trace.startUnixNanos(), trace.durationNanos()))
                  .flatMap(trace -> SearchOracle.answer(query, trace).stream())
                  .map(SearchOracle::comparable)
                  .toList());
    }

    private List<String> found(Query query, long start, long end, TimeWindow window) {
      SearchPlan plan = SearchPlan.of(query);
      return tenant.read(
          start,
          end,
          tables -> {
            List<String> found = new ArrayList<>();
            for (TableHandle table : tables.tables()) {
              TableMatches matches = plan.run(table.open(), window, QueryGuard.NONE);
              for (int trace : matches.traces()) {
                found.add(SearchOracle.comparable(matches.trace(trace, ALL_SPANS)));
              }
            }
            return found;
          });
    }
  }
}
