package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.engine.PlainTable;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.oracle.MetricsOracle;
import dev.vivace.traceql.oracle.PlainAxis;
import dev.vivace.traceql.oracle.PlainResource;
import dev.vivace.traceql.oracle.PlainSeries;
import dev.vivace.traceql.oracle.PlainSpan;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exemplars, budgets, and comparisons of many values: what random queries over few traces do not
/// reach.
class MetricsRunTest {

  private static final long SECOND = 1_000_000_000;
  private static final long START = 1_700_000_100 * SECOND;
  private static final PlainAxis AXIS = PlainAxis.of(START, 10 * SECOND, 6);
  private static final int TRACES = 2_500;
  private static final int A_TABLE = 1_500; // More traces than are asked.
  private static final int SPANS = 3;
  private static final int VALUES = 700;

  private final long seed = Long.getLong("vivace.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final List<PlainTrace> traces = traces();
  private final List<PlainTable> tables = tables(A_TABLE);

  private List<PlainTable> tables(int ofTraces) {
    List<PlainTable> made = new ArrayList<>();
    for (int from = 0; from < TRACES; from += ofTraces) {
      int end = Math.min(TRACES, from + ofTraces);
      made.add(new PlainTable(traces.subList(from, end), random, null));
    }
    return made;
  }

  private List<PlainTrace> traces() {
    List<PlainTrace> made = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      long start = START + 1 + random.nextLong(60 * SECOND);
      List<PlainSpan> spans = new ArrayList<>();
      for (int span = 0; span < SPANS; span++) {
        spans.add(span(i * SPANS + span + 1L, start + span));
      }
      made.add(PlainTrace.of("%032x".formatted(i + 1), spans));
    }
    return made;
  }

  private PlainSpan span(long id, long start) {
    // Low numbers occur more often: there are most frequent ones.
    int number = (int) (VALUES * random.nextDouble() * random.nextDouble());
    Map<String, Value> attributes =
        Map.of(
            "often", new StringValue("value " + number % 5),
            "many", new StringValue("a value of some length, " + number),
            "number", new IntValue(number));
    return new PlainSpan(
        HexFormat.of().toHexDigits(id),
        "",
        "name",
        Kind.SERVER,
        id % 7 == 0 ? Status.ERROR : Status.OK,
        "",
        start,
        (1 + number) * SECOND / 1_000,
        new PlainResource(0, Map.of("service.name", new StringValue("web")), "", "", Map.of()),
        attributes,
        List.of(),
        List.of());
  }

  private MetricsRun run(String text, MetricsLimits limits, List<PlainTable> over) {
    return run(text, limits, over, 0);
  }

  private MetricsRun run(String text, MetricsLimits limits, List<PlainTable> over, int partCount) {
    MetricsQuery query = TraceQl.parseMetrics(text);
    MetricsRun run = MetricsPlan.of(query, ShownSeries.axis(AXIS)).run(limits);
    for (int i = 0; i < run.passes(); i++) {
      int pass = i;
      List<MetricsRun> parts = Stream.generate(() -> run.part(pass)).limit(partCount).toList();
      for (int table = 0; table < over.size(); table++) {
        int part = table % (partCount + 1);
        (part == 0 ? run : parts.get(part - 1)).add(pass, over.get(table), QueryGuard.NONE);
      }
      parts.forEach(run::merge);
    }
    return run;
  }

  private List<TimeSeries> series(String text, int exemplars) {
    return run(text, new MetricsLimits(1 << 28, exemplars), tables).series(0);
  }

  private void assertRight(String text, List<PlainTable> over) {
    MetricsQuery query = TraceQl.parseMetrics(text);
    for (int parts = 0; parts < 4; parts++) {
      MetricsRun run = run(text, new MetricsLimits(1 << 28, 0), over, parts);
      List<PlainSeries> plain = ShownSeries.plain(run.series(0), ShownSeries.axis(AXIS));

      assertThat(MetricsOracle.difference(query, traces, AXIS, plain))
          .as("seed %d, %d parts", seed, parts)
          .isEmpty();
      assertThat(run.reachedLimit()).isNull();
    }
  }

  @Test
  void comparesAttributesOfManyValues() {
    assertRight("{ } | compare({ status = error }, 5)", tables);
  }

  @Test
  void comparesAttributesWhoseValuesBecomeMany() {
    assertRight("{ } | compare({ status = error }, 20)", tables(100));
  }

  @Test
  void groupsByMoreValuesThanOneArrayHolds() {
    assertRight("{ } | quantile_over_time(duration, .5) by (span.many)", tables);
    assertRight("{ } | max_over_time(span.number) by (span:id)", tables(200));
  }

  @Test
  void aTraceGivesOneExemplarOfATableAndASlotOfTimeTwo() {
    List<TimeSeries> series = series("{ } | rate() by (span.often)", 12);

    assertThat(series).hasSize(5);
    for (TimeSeries one : series) {
      Set<Value> traceIds = new HashSet<>();
      Map<Long, Integer> bySlot = new HashMap<>();
      for (Exemplar exemplar : one.exemplars()) {
        assertThat(exemplar.labels().getFirst().key()).isEqualTo("trace:id");
        assertThat(traceIds.add(exemplar.labels().getFirst().value())).isTrue();
        assertThat(exemplar.labels().getLast().key()).isEqualTo("span.often");
        assertThat(exemplar.labels().getLast().value()).isEqualTo(one.labels().getFirst().value());
        assertThat(exemplar.value()).isEqualTo(one.samples()[exemplar.interval()]);
        long slot = (exemplar.timestampMillis() - START / 1_000_000) / 10_000;
        assertThat(bySlot.merge(slot, 1, Integer::sum)).isLessThanOrEqualTo(2);
      }
      assertThat(traceIds).as("seed %d", seed).hasSizeBetween(1, 12);
    }
  }

  @Test
  void rareSeriesHaveExemplarsToo() {
    List<TimeSeries> series = series("{ } | count_over_time() by (span.many)", 4);

    assertThat(series.size()).isGreaterThan(400);
    // Some have nothing but spans of traces that stand for another series.
    assertThat(series.stream().filter(one -> one.exemplars().isEmpty()).count())
        .as("seed %d", seed)
        .isLessThan(series.size() / 10);
  }

  @Test
  void exemplarsShowTheValueOfTheirSpanAndGoToTheNearestQuantile() {
    List<TimeSeries> series = series("{ } | quantile_over_time(duration, .1, .99)", 100);
    double[] ofLow = values(series.getFirst());
    double[] ofHigh = values(series.getLast());

    assertThat(ofLow.length + ofHigh.length).as("seed %d", seed).isBetween(80, 100);
    assertThat(ofLow).isNotEmpty();
    assertThat(ofHigh).isNotEmpty();
    assertThat(Arrays.stream(ofLow).max().orElseThrow())
        .isLessThanOrEqualTo(Arrays.stream(ofHigh).min().orElseThrow());
    assertThat(Arrays.stream(ofHigh).max().orElseThrow()).isLessThanOrEqualTo((VALUES + 1) / 1e3);
  }

  private static double[] values(TimeSeries series) {
    return series.exemplars().stream().mapToDouble(Exemplar::value).toArray();
  }

  @Test
  void exemplarsOfSamplesThatAreGoneAreGoneToo() {
    for (TimeSeries one : series("{ } | rate() by (span.often) | topk(1)", 100)) {
      assertThat(one.exemplars())
          .allMatch(exemplar -> !Double.isNaN(one.samples()[exemplar.interval()]));
    }
    assertThat(series("{ } | rate()", 0).getFirst().exemplars()).isEmpty();
    assertThat(series("({ } | rate()) * 2", 10).getFirst().exemplars()).isEmpty();
  }

  @Test
  void exemplarsAreChosenFromAllParts() {
    MetricsLimits limits = new MetricsLimits(1 << 28, 100);
    List<TimeSeries> whole = run("{ } | rate()", limits, tables(500), 0).series(0);
    List<TimeSeries> merged = run("{ } | rate()", limits, tables(500), 3).series(0);

    assertThat(merged.getFirst().exemplars())
        .as("seed %d", seed)
        .hasSameElementsAs(whole.getFirst().exemplars())
        .hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void whatDoesNotFitIsLeftOutAndSaid(int parts) {
    MetricsRun run =
        run(
            "{ } | count_over_time() by (span:id)",
            new MetricsLimits(1 << 20, 0),
            tables(100),
            parts);
    List<TimeSeries> kept = run.series(0);

    assertThat(run.reachedLimit()).contains("more than 1048576 bytes");
    assertThat(kept.size()).isBetween(100, TRACES * SPANS - 1);
    // The last one may have found place for itself, and none for its samples.
    assertThat(kept).allMatch(one -> sum(one.samples()) <= 1);
    assertThat(kept.stream().filter(one -> sum(one.samples()) == 0).count())
        .isLessThanOrEqualTo(1L + parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ } | count_over_time() by (span:id)",
        "{ } | histogram_over_time(duration) by (span:id)",
        "{ } | quantile_over_time(duration, .1, .5, .9) by (span:id)",
        "{ } | compare({ }, 100000)"
      })
  void thereIsRoomForTheSamplesOfWhatIsKept(String text) {
    TimeAxis fine = new TimeAxis(START, SECOND / 100, 6_000);
    MetricsRun run =
        MetricsPlan.of(TraceQl.parseMetrics(text), fine).run(new MetricsLimits(8 << 20, 0));
    for (int pass = 0; pass < run.passes(); pass++) {
      for (PlainTable table : tables) {
        run.add(pass, table, QueryGuard.NONE);
      }
    }
    List<TimeSeries> kept = run.series(0);

    assertThat(run.reachedLimit()).contains("more than 8388608 bytes");
    assertThat(kept).isNotEmpty();
    assertThat(kept.stream().mapToLong(one -> 8L * one.samples().length).sum())
        .isLessThanOrEqualTo(8 << 20);
  }

  private static double sum(double[] samples) {
    double sum = 0;
    for (double sample : samples) {
      sum += sample;
    }
    return sum;
  }

  @Test
  void seriesFromALaterIntervalHaveNoEarlierSamples() {
    MetricsRun run = run("{ } | rate()", new MetricsLimits(1 << 20, 0), tables);
    double[] late = run.series(4).getFirst().samples();

    assertThat(late[3]).isNaN();
    assertThat(late[4]).isEqualTo(run.series(0).getFirst().samples()[4]);
  }
}
