package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.RandomQueries;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.engine.TableMatches;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.oracle.PlainSpan;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.RandomTraces;
import dev.vivace.traceql.oracle.SearchOracle;
import dev.vivace.traceql.oracle.WorkedTraces;
import java.util.ArrayList;
import java.util.Collections;
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
  private static final int MAX_PARTS = 3;
  private static final int ALL_SPANS = 1_000;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long MAX_DELAY_NANOS = 30 * NANOS_A_SECOND;
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
      for (Part part : parts()) {
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

    private record Part(String traceId, List<PlainSpan> spans, long receivedNanos) {}

    /// What applications send, in some order: traces in up to three parts, and some spans twice.
    /// Each part is received within seconds. Spans without a clock often come alone: then nothing
    /// else says where the rest of their trace is.
    private List<Part> parts() {
      List<Part> parts = new ArrayList<>();
      for (PlainTrace trace : traces) {
        List<List<PlainSpan>> ofTrace =
            Stream.generate(() -> (List<PlainSpan>) new ArrayList<PlainSpan>())
                .limit(1 + random.nextInt(MAX_PARTS))
                .toList();
        for (PlainSpan span : trace.plainSpans()) {
          if (span.startUnixNanos() == 0 && random.nextBoolean()) {
            parts.add(new Part(trace.traceId(), List.of(span), received(trace)));
            continue;
          }
          do {
            ofTrace.get(random.nextInt(ofTrace.size())).add(span);
          } while (random.nextInt(6) == 0);
        }
        ofTrace.stream()
            .filter(spans -> !spans.isEmpty())
            .forEach(spans -> parts.add(new Part(trace.traceId(), spans, received(trace))));
      }
      Collections.shuffle(parts, random);
      return parts;
    }

    private long received(PlainTrace trace) {
      long start = trace.startUnixNanos() == 0 ? WorkedTraces.START_NANOS : trace.startUnixNanos();
      return start + random.nextLong(MAX_DELAY_NANOS);
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
