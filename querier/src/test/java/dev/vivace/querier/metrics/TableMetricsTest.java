package dev.vivace.querier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.admission.QueryHelpers;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.search.SearchLimits;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.querier.tags.HandMadeTable;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TableSource;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableMetricsTest {

  /// Ten intervals of ten nanoseconds: `(0, 10]`, …, `(90, 100]`.
  private static final TimeAxis AXIS = new TimeAxis(0, 10, 10);

  private static final String COUNT = "{ } | count_over_time()";

  private final Map<String, List<TableHandle>> tenants = new LinkedHashMap<>();
  private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
  private final List<Told> told = new ArrayList<>();
  private SearchLimits limits = new SearchLimits(Duration.ofSeconds(30), 0, 1 << 20);
  private BooleanSupplier wanted = () -> true;
  private int failedBlocks;
  private int helpers;
  private int rows = 4;

  private record Told(int from, int end, List<TimeSeries> series, SearchMetrics metrics) {}

  @Test
  void countsTheSpansOfAllTablesOnce() {
    tables("shop", table("one", 1, 11, 12, 95), table("two", 10, 11, 50, 100));

    MetricsAnswer answer = answer(COUNT);

    assertThat(samples(answer)).containsExactly(2, 3, 0, 0, 1, 0, 0, 0, 0, 2);
    assertThat(answer.message()).isEmpty();
    assertThat(answer.metrics()).isEqualTo(new SearchMetrics(4, 8, 2000, 2, 2, 3, 3000));
  }

  @Test
  void countsTheSpansOfAllTenantsTogether() {
    tables("a", table("of a", 1, 11, 12, 95));
    tables("b", table("of b", 2, 3, 4, 5));

    MetricsAnswer answer = answer("{ } | count_over_time() by (name)");

    assertThat(answer.series()).hasSize(4);
    assertThat(answer.series().stream().mapToDouble(one -> one.samples()[0]).sum()).isEqualTo(5);
    assertThat(opened).containsExactly("of a", "of b");
    assertThat(answer.metrics()).isEqualTo(new SearchMetrics(4, 8, 2000, 2, 2, 6, 6000));
  }

  @Test
  void comparesTheSpansOfAllTenantsTogether() {
    tables("a", table("of a", 1, 11, 12, 95));
    tables("b", table("of b", 2, 3, 4, 5));

    MetricsAnswer answer = answer("{ } | compare({ name = \"n0\" })");

    assertThat(answer.series())
        .filteredOn(one -> one.labels().getFirst().value().toString().contains("selection_total"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.samples()[0]).isEqualTo(2));
    assertThat(answer.metrics().completedJobs()).isEqualTo(answer.metrics().totalJobs());
  }

  @Test
  void tablesWithoutSpansOnTheAxisAreNotOpened() {
    tables("shop", table("late", 101, 102, 103, 104), table("early", 0, 0, 0, 0), table(1, 2));

    assertThat(samples(answer(COUNT))).startsWith(4.0, 0.0);
    assertThat(opened).containsExactly("from 1");
  }

  @Test
  void finishedIntervalsAreToldNewestFirst() {
    tables("shop", table(11, 14), table(95, 99), table(31, 35));

    double[] last = samples(answer(COUNT));

    assertThat(opened).containsExactly("from 95", "from 31", "from 11");
    assertThat(told).extracting(Told::from).containsExactly(4, 2);
    assertThat(told).extracting(Told::end).containsExactly(10, 4);
    for (Told one : told) {
      for (int i = one.from(); i < one.end(); i++) {
        assertThat(one.series().getFirst().samples()[i]).isEqualTo(last[i]);
      }
    }
    assertThat(told.getFirst().metrics().completedJobs()).isEqualTo(1);
    assertThat(told.getFirst().metrics().totalJobs()).isEqualTo(3);
  }

  @Test
  void anIntervalIsNotFinishedBeforeItsLastTable() {
    tables("shop", table(95, 99), table(91, 94));

    answer(COUNT);

    assertThat(told).isEmpty();
  }

  @Test
  void tablesThatReachBeyondTheAxisFinishNothingBefore() {
    tables("shop", table(95, 400), table(91, 300));

    answer(COUNT);

    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ } | count_over_time() by (name) | topk(1)",
        "{ } | rate() | bottomk(1)",
        "{ } | compare({ name = \"n0\" })"
      })
  void whatDependsOnTheWholeIsNotToldBefore(String query) {
    tables("shop", table(95, 99), table(11, 14));

    assertThat(answer(query).series()).isNotEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    tables(
        "shop",
        new Handle(
            "broken",
            1,
            50,
            rows,
            () -> {
              throw new CorruptDataException("page 7");
            }),
        table(11, 14));

    MetricsAnswer answer = answer(COUNT);

    assertThat(samples(answer)[1]).isEqualTo(4);
    assertThat(answer.metrics().completedJobs()).isEqualTo(1);
    assertThat(answer.message())
        .isEqualTo("1 parts of blocks could not be read; the log of the querier names them");
  }

  @Test
  void aTableThatFailsIsNotTriedInTheNextPass() {
    tables(
        "shop",
        new Handle(
            "broken",
            1,
            50,
            rows,
            () -> {
              opened.add("broken");
              throw new CorruptDataException("page 7");
            }),
        table(11, 14));

    answer("{ } | compare({ name = \"n0\" })");

    assertThat(opened).containsOnlyOnce("broken");
  }

  @Test
  void blocksThatCouldNotBeOpenedMakeTheAnswerPartial() {
    failedBlocks = 2;
    tables("shop", table(11, 14));

    assertThat(answer(COUNT).message()).startsWith("2 parts of blocks could not be read");
  }

  @Test
  void theDeadlineEndsTheQueryWithWhatItHas() {
    limits = new SearchLimits(Duration.ofNanos(1), 0, 1 << 20);
    tables("shop", table(11, 14));

    MetricsAnswer answer = answer(COUNT);

    assertThat(answer.message()).contains("its limit (querier.search.query_timeout)");
    assertThat(opened).isEmpty();
  }

  @Test
  void theQueryEndsWhenItsCallerHasGone() {
    wanted = () -> opened.isEmpty();
    tables("shop", table(11, 14), table(21, 24));

    answer(COUNT);

    assertThat(opened).containsExactly("from 21");
  }

  @Test
  void theBudgetOfBytesEndsTheQuery() {
    limits = new SearchLimits(Duration.ofSeconds(30), 1500, 1 << 20);
    tables("shop", table(11, 14), table(21, 24));

    MetricsAnswer answer = answer(COUNT);

    assertThat(samples(answer)[2]).isEqualTo(4);
    assertThat(samples(answer)[1]).isZero();
    assertThat(answer.message())
        .isEqualTo("the query read 1000 bytes; its limit is 1500: narrow the time range");
  }

  @Test
  void memoryForSeriesIsBounded() {
    limits = new SearchLimits(Duration.ofSeconds(30), 0, 300);
    tables("shop", table(11, 14));

    MetricsAnswer answer = answer("{ } | count_over_time() by (name)");

    assertThat(answer.series()).hasSizeLessThan(4);
    assertThat(answer.message()).contains("the series take more than 300 bytes");
  }

  @Test
  void moreSeriesThanWantedAreCutOff() {
    tables("shop", table(11, 14), table(1, 2));

    MetricsAnswer answer = answer("{ } | count_over_time() by (name)", 3);

    assertThat(answer.series()).hasSize(3);
    assertThat(answer.message())
        .isEqualTo(
            "3 of 4 series are shown (limit: maxSeries, query_frontend.metrics.max_response_series)");
    assertThat(told).isEmpty();
    assertThat(answer("{ } | count_over_time() by (name)", 4).message()).isEmpty();
  }

  @Test
  void aStepMayLeadBackBeyondTheEpoch() {
    tables("shop", table(11, 14));
    TimeAxis axis = TimeAxis.range(5, 50, 1000);

    MetricsAnswer answer =
        answer(new MetricsRequest(shop(), TraceQl.parseMetrics(COUNT), axis, 0, 0));

    assertThat(answer.series().getFirst().samples()).containsExactly(0, 4);
  }

  @Test
  void exemplarsAreChosenAtTheEnd() {
    tables("shop", table(95, 99), table(11, 14));

    MetricsAnswer answer =
        answer(new MetricsRequest(shop(), TraceQl.parseMetrics(COUNT), AXIS, 10, 0));

    assertThat(answer.series().getFirst().exemplars())
        .isNotEmpty()
        .allSatisfy(
            exemplar ->
                assertThat(exemplar.value())
                    .isCloseTo(
                        answer.series().getFirst().samples()[exemplar.interval()], within(1e-9)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 9})
  void severalWorkersCountManySpans(int many) {
    helpers = many;
    rows = 1 << 21; // Says the handle.
    List<TableHandle> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(table(11, 14));
      all.add(table(91, 95));
    }
    tables("shop", all.toArray(TableHandle[]::new));

    assertThat(samples(answer(COUNT))).containsExactly(0, 160, 0, 0, 0, 0, 0, 0, 0, 160);
    assertThat(opened).hasSize(80);
    assertThat(told).isNotEmpty().allMatch(one -> one.from() == 2);
    for (Told one : told) {
      assertThat(one.series().getFirst().samples()[9]).isEqualTo(160);
    }
    assertThat(answer("{ } | compare({ name = \"n0\" })").series())
        .filteredOn(one -> one.labels().getFirst().value().toString().contains("selection_total"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.samples()[1] + one.samples()[9]).isEqualTo(80));
  }

  @Test
  void whatOneOfSeveralWorkersCannotReadIsLeftOut() {
    helpers = 3;
    rows = 1 << 21;
    tables(
        "shop",
        table(21, 24),
        new Handle(
            "broken",
            1,
            50,
            rows,
            () -> {
              throw new CorruptDataException("page 7");
            }),
        table(11, 14),
        table(13, 14));

    MetricsAnswer answer = answer(COUNT);

    assertThat(samples(answer)).startsWith(0, 8, 4, 0);
    assertThat(answer.message()).startsWith("1 parts of blocks could not be read");
  }

  @Test
  void severalWorkersEndWhenTheirCallerHasGone() {
    helpers = 3;
    rows = 1 << 21;
    wanted = () -> opened.size() < 2;
    tables("shop", table(11, 14), table(21, 24), table(31, 34), table(41, 44), table(51, 54));

    assertThat(answer(COUNT).message()).contains("the caller has gone");
    assertThat(opened).hasSizeBetween(2, 4);
  }

  private void tables(String tenant, TableHandle... handles) {
    tenants.put(tenant, List.of(handles));
  }

  private List<TenantId> shop() {
    return tenants.keySet().stream().map(TenantId::new).toList();
  }

  private MetricsAnswer answer(String query) {
    return answer(query, 0);
  }

  private MetricsAnswer answer(String query, int maxSeries) {
    return answer(new MetricsRequest(shop(), TraceQl.parseMetrics(query), AXIS, 0, maxSeries));
  }

  private MetricsAnswer answer(MetricsRequest request) {
    return new TableMetrics(
            new Tables(),
            new QuerySlots(1, 0, new SimpleMeterRegistry()),
            new QueryHelpers(helpers),
            limits)
        .answer(request, new EachTable());
  }

  private static double[] samples(MetricsAnswer answer) {
    assertThat(answer.series()).hasSize(1);
    return answer.series().getFirst().samples();
  }

  private final class EachTable implements MetricsProgress {

    @Override
    public boolean isWanted() {
      return wanted.getAsBoolean();
    }

    @Override
    public boolean isDue() {
      return true;
    }

    @Override
    public void finished(
        TimeAxis axis, List<TimeSeries> series, int from, int end, SearchMetrics metrics) {
      told.add(new Told(from, end, series, metrics));
    }
  }

  private final class Tables implements TableSource {

    @Override
    public <T> T read(
        TenantId tenant,
        long startNanos,
        long endNanos,
        QueryGuard guard,
        Function<TenantTables, T> reader) {
      guard.check();
      List<TableHandle> handles = tenants.getOrDefault(tenant.value(), List.of());
      return reader.apply(new TenantTables(handles, 3, 3000, failedBlocks, null));
    }
  }

  /// Spans that start at these times.
  private TableHandle table(String name, long... starts) {
    return new Handle(name, starts[0], starts[3], rows, () -> opened(name, starts));
  }

  /// Spans that start between two times.
  private TableHandle table(long first, long last) {
    return table("from " + first, first, first, last, last);
  }

  private SpanTable opened(String name, long... starts) {
    opened.add(name);
    return new HandMadeTable("n0", "n1", "n2", "n3") {
      @Override
      public long[] starts() {
        return starts;
      }

      @Override
      public CodedColumn statuses() {
        Values.Builder values = new Values.Builder();
        for (int row = 0; row < rowCount(); row++) {
          values.addStatus(Status.UNSET);
        }
        return column(values);
      }

      @Override
      public CodedColumn kinds() {
        Values.Builder values = new Values.Builder();
        for (int row = 0; row < rowCount(); row++) {
          values.addKind(Kind.SERVER);
        }
        return column(values);
      }
    };
  }

  private record Handle(
      String name, long spanStartMin, long spanStartMax, int rowCount, Supplier<SpanTable> table)
      implements TableHandle {

    @Override
    public long traceStartMin() {
      return spanStartMin;
    }

    @Override
    public long traceStartMax() {
      return spanStartMax;
    }

    @Override
    public long traceEndMax() {
      return spanStartMax;
    }

    @Override
    public long sizeBytes() {
      return 1000;
    }

    @Override
    public SpanTable open() {
      return table.get();
    }
  }
}
