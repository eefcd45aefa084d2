package dev.vivace.querier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.search.SearchFilter.ByQuery;
import dev.vivace.querier.tags.HandMadeHandle;
import dev.vivace.querier.tags.HandMadeSource;
import dev.vivace.querier.tags.HandMadeTable;
import dev.vivace.storage.source.Shortfall;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.storage.source.WholeTraces;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableSearchTest {

  /// Starts of the traces that each report told of.
  private final List<List<Long>> reports = new ArrayList<>();

  @Test
  void onlyTracesThatNothingCanDisplaceAreReportedWhileTheSearchRuns() {
    search(handle(30), handle(20));

    assertThat(reports).first().isEqualTo(List.of(30L));
  }

  @Test
  void atTheLastTableEverythingIsSettled() {
    search(handle(30), handle(20));

    assertThat(reports).last().isEqualTo(List.of(30L, 10L));
  }

  @Test
  void whatStartsAtTheSameTimeAsSomethingToComeIsNotSettled() {
    search(handle(30), handle(30));

    assertThat(reports).first().isEqualTo(List.of());
  }

  @Test
  void tablesThatACompleteAnswerDoesNotNeedCountAsDone() {
    SearchAnswer answer = search(SearchProgress.SILENT, 1, handle(30), handle(20), handle(20));

    assertThat(answer.message()).isEmpty();
    assertThat(answer.metrics()).isEqualTo(new SearchMetrics(2, 4, 1000, 3, 3, 1, 1000));
  }

  @Test
  void whatFailedIsNotDone() {
    HandMadeHandle broken =
        new HandMadeHandle(
            "broken",
            30,
            () -> {
              throw new CorruptDataException("block x, byte 3: found 1, expected 2");
            });
    SearchAnswer answer = search(SearchProgress.SILENT, 1, broken, handle(30), handle(20));

    assertThat(answer.message()).startsWith("1 parts of blocks could not be read");
    assertThat(answer.metrics()).isEqualTo(new SearchMetrics(2, 4, 1000, 1, 3, 1, 1000));
  }

  @Test
  void aCallerWhoLeavesWhileTablesAreListedGetsAnEmptyPartialAnswer() {
    SearchAnswer answer = search(new Gone(), handle(30));

    assertThat(answer.traces()).isEmpty();
    assertThat(answer.metrics()).isEqualTo(SearchMetrics.NOTHING);
    assertThat(answer.message()).isEqualTo("the caller has gone");
  }

  @Test
  void aTraceWithoutARootIsLookedUpBeforeItIsAnswered() {
    SearchAnswer answer = search(SearchProgress.SILENT, withoutRoot(new ArrayList<>(), false));

    assertThat(answer.message()).isEmpty();
    assertThat(answer.traces())
        .extracting(FoundTrace::traceLow, FoundTrace::rootName, FoundTrace::startUnixNanos)
        .containsExactly(tuple(2L, "root of 2", 30L), tuple(1L, "root of 1", 10L));
    assertThat(answer.traces())
        .extracting(FoundTrace::durationNanos, trace -> trace.spansets().getFirst().matched())
        .containsExactly(tuple(13L, 1), tuple(100L, 1));
    assertThat(answer.traces().getFirst().services().get("").spans()).isEqualTo(2);
  }

  @Test
  void tracesAreLookedUpOnceAndReportedWhole() {
    List<Collection<TraceId>> asked = new ArrayList<>();

    SearchAnswer answer = search(new EachTable(), withoutRoot(asked, false));

    assertThat(asked).containsExactly(List.of(new TraceId(0, 2), new TraceId(0, 1)));
    assertThat(reports).containsExactly(List.of(30L, 10L));
    assertThat(answer.traces()).hasSize(2);
  }

  @Test
  void aTraceThatIsTooLargeToBeReadWholeMakesTheAnswerPartial() {
    SearchAnswer answer = search(SearchProgress.SILENT, withoutRoot(new ArrayList<>(), true));

    assertThat(answer.message()).startsWith("traces without a root are too large to be read whole");
  }

  /// A table with the second span of each trace alone, and all of them elsewhere.
  private static TenantTables withoutRoot(List<Collection<TraceId>> asked, boolean isCut) {
    HandMadeTable children = table();
    children.masking(0b0101);
    return new TenantTables(
        List.of(new HandMadeHandle("children", 30, () -> children)),
        1,
        1000,
        Shortfall.of(0, null),
        (ids, start, end) -> {
          assertThat(List.of(start, end)).containsExactly(20L, 43L);
          asked.add(ids);
          return Optional.of(new WholeTraces.Joined(table(), isCut));
        });
  }

  private void search(TableHandle... tables) {
    search(new EachTable(), tables);
  }

  private static SearchAnswer search(SearchProgress progress, TableHandle... tables) {
    return search(progress, 10, tables);
  }

  private static SearchAnswer search(SearchProgress progress, int limit, TableHandle... tables) {
    return search(progress, limit, new TenantTables(Arrays.asList(tables), 1, 1000, 0, null));
  }

  private static SearchAnswer search(SearchProgress progress, TenantTables tables) {
    return search(progress, 10, tables);
  }

  private static SearchAnswer search(SearchProgress progress, int limit, TenantTables tables) {
    return new TableSearch(
            new HandMadeSource(tables),
            new QuerySlots(1, 0, new SimpleMeterRegistry()),
            SearchLimits.defaults())
        .search(
            new SearchRequest(
                new TenantId("shop"), new ByQuery(TraceQl.parse("{ }")), 0, 100, limit, 3),
            progress);
  }

  private static final class Gone implements SearchProgress {

    @Override
    public boolean isWanted() {
      return false;
    }

    @Override
    public boolean isDue() {
      return false;
    }

    @Override
    public void found(List<FoundTrace> settled, SearchMetrics metrics) {
      throw new AssertionError("not due");
    }
  }

  private final class EachTable implements SearchProgress {

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public boolean isDue() {
      return true;
    }

    @Override
    public void found(List<FoundTrace> settled, SearchMetrics metrics) {
      reports.add(settled.stream().map(FoundTrace::startUnixNanos).toList());
    }
  }

  /// Two traces that start at 10 and at 30; what it promises of their starts may be otherwise.
  private static TableHandle handle(long traceStartMax) {
    return new HandMadeHandle("until " + traceStartMax, traceStartMax, TableSearchTest::table);
  }

  private static HandMadeTable table() {
    return new HandMadeTable("root of 1", "b", "root of 2", "d") {
      @Override
      public CodedColumn statuses() {
        Values.Builder values = new Values.Builder();
        for (int row = 0; row < rowCount(); row++) {
          values.addStatus(Status.UNSET);
        }
        return column(values);
      }
    };
  }
}
