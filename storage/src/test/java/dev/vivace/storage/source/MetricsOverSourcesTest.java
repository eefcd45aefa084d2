package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.metrics.MetricsLimits;
import dev.vivace.traceql.metrics.MetricsPlan;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.ShownSeries;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.oracle.MetricsOracle;
import dev.vivace.traceql.oracle.PlainAxis;
import dev.vivace.traceql.oracle.PlainOtlp;
import dev.vivace.traceql.oracle.PlainSeries;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.RandomMetrics;
import dev.vivace.traceql.oracle.RandomTraces;
import dev.vivace.traceql.oracle.SentParts;
import dev.vivace.traceql.oracle.WorkedTraces;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Series are the same however the spans are cut into blocks, with some of them still in a head,
/// and counted by two threads. `-Dvivace.sources.metrics=N` runs longer.
class MetricsOverSourcesTest {

  private static final int PAIRS = Integer.getInteger("vivace.sources.metrics", 200);
  private static final int TRACES = 60;
  private static final int QUERIES = 20;
  private static final MetricsLimits LIMITS = new MetricsLimits(1L << 30, 10);

  private final long seed = Long.getLong("vivace.seed", new Random().nextLong());

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50})
  void answersWhatTheOracleAnswers(int blocks) {
    for (int round = 0; round < Math.max(1, PAIRS / QUERIES); round++) {
      new Round(seed + round, blocks).run();
    }
  }

  private static final class Round {

    private final long seed;
    private final int blocks;
    private final Random random;
    private final TenantFixture tenant = new TenantFixture();
    private final List<PlainTrace> traces;

    Round(long seed, int blocks) {
      this.seed = seed;
      this.blocks = blocks;
      this.random = new Random(seed);
      RandomTraces made = new RandomTraces(random, WorkedTraces.START_NANOS);
      this.traces = Stream.generate(made::next).limit(TRACES).toList();
    }

    void run() {
      List<SentParts.Part> parts = SentParts.of(traces, random);
      int sealed = 0;
      for (int i = 0; i < parts.size(); i++) {
        append(parts.get(i));
        if ((i + 1L) * blocks / parts.size() > sealed) {
          tenant.seal();
          sealed++;
        }
      }
      if (random.nextBoolean()) { // What was sent last, once more and into the head.
        append(parts.getLast());
      }
      RandomMetrics queries = new RandomMetrics(random, WorkedTraces.START_NANOS);
      for (int i = 0; i < QUERIES; i++) {
        assertSameSeries(queries.next(), queries.axis(traces));
      }
    }

    private void append(SentParts.Part part) {
      tenant.append(PlainOtlp.request(part.traceId(), part.spans()), part.receivedNanos());
    }

    private void assertSameSeries(MetricsQuery query, PlainAxis plainAxis) {
      TimeAxis axis = ShownSeries.axis(plainAxis);
      List<PlainSeries> found =
          tenant.read(
              axis.startNanos(),
              axis.endNanos(),
              tables -> {
                assertThat(tables.shortfall().reachedLimit()).isNull();
                return found(MetricsPlan.of(query, axis), tables.tables(), axis);
              });

      assertThat(MetricsOracle.difference(query, traces, plainAxis, found))
          .as("seed %d, %d blocks: %s over %s", seed, blocks, CanonicalText.of(query), plainAxis)
          .isEmpty();
    }

    private static List<PlainSeries> found(
        MetricsPlan plan, List<TableHandle> tables, TimeAxis axis) {
      MetricsRun run = plan.run(LIMITS);
      for (int pass = 0; pass < run.passes(); pass++) {
        MetricsRun part = run.part(pass);
        CompletableFuture.allOf(
                added(pass, part, tables.subList(0, tables.size() / 2)),
                added(pass, run, tables.subList(tables.size() / 2, tables.size())))
            .join();
        run.merge(part);
      }
      return ShownSeries.plain(run.series(0), axis);
    }

    private static CompletableFuture<Void> added(
        int pass, MetricsRun run, List<TableHandle> tables) {
      return CompletableFuture.runAsync(
          () -> tables.forEach(table -> run.add(pass, table.open(), QueryGuard.NONE)));
    }
  }
}
