package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.engine.PlainTable;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.oracle.MetricsOracle;
import dev.vivace.traceql.oracle.PlainAxis;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.RandomMetrics;
import dev.vivace.traceql.oracle.RandomTraces;
import dev.vivace.traceql.oracle.WorkedTraces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Engine and oracle give the same series, however traces are spread over tables, and tables over
/// parts of a run. `-Dvivace.metrics.pairs=N` runs longer.
class MetricsEngineTest {

  private static final int PAIRS = Integer.getInteger("vivace.metrics.pairs", 2_000);
  private static final int QUERIES_A_ROUND = 10;
  private static final MetricsLimits LIMITS = new MetricsLimits(1L << 30, 10);

  private final long seed = Long.getLong("vivace.seed", new Random().nextLong());

  @Test
  void answersRandomQueriesOverRandomTraces() {
    for (int round = 0; round < PAIRS / QUERIES_A_ROUND; round++) {
      Random random = new Random(seed + round);
      RandomTraces made = new RandomTraces(random, WorkedTraces.START_NANOS);
      RandomMetrics queries = new RandomMetrics(random, WorkedTraces.START_NANOS);
      List<PlainTrace> traces = Stream.generate(made::next).limit(1 + random.nextInt(12)).toList();
      List<PlainTable> tables = tables(traces, random);
      for (int i = 0; i < QUERIES_A_ROUND; i++) {
        MetricsQuery query = queries.next();
        PlainAxis axis = queries.axis(traces);
        MetricsRun run = MetricsPlan.of(query, ShownSeries.axis(axis)).run(LIMITS);
        for (int pass = 0; pass < run.passes(); pass++) {
          addAll(pass, run, tables, random.nextInt(4), random);
        }
        Optional<String> difference =
            MetricsOracle.difference(
                query, traces, axis, ShownSeries.plain(run.series(0), ShownSeries.axis(axis)));

        assertThat(difference)
            .as("seed %d: %s over %s", seed + round, CanonicalText.of(query), axis)
            .isEmpty();
        assertThat(run.reachedLimit()).isNull();
      }
    }
  }

  /// Adds each table to the run or to one of its parts, some of which may get none.
  private static void addAll(
      int pass, MetricsRun run, List<PlainTable> tables, int partCount, Random random) {
    List<MetricsRun> parts = Stream.generate(() -> run.part(pass)).limit(partCount).toList();
    for (PlainTable table : tables) {
      int part = random.nextInt(partCount + 1);
      (part == partCount ? run : parts.get(part)).add(pass, table, QueryGuard.NONE);
    }
    parts.forEach(run::merge);
  }

  private static List<PlainTable> tables(List<PlainTrace> traces, Random random) {
    List<PlainTable> tables = new ArrayList<>();
    for (int from = 0; from < traces.size(); ) {
      int end = from + 1 + random.nextInt(traces.size() - from);
      tables.add(new PlainTable(traces.subList(from, end), random, null));
      from = end;
    }
    return tables;
  }
}
