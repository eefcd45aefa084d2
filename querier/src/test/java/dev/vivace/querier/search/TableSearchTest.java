package dev.vivace.querier.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.search.SearchFilter.ByQuery;
import dev.vivace.querier.tags.HandMadeHandle;
import dev.vivace.querier.tags.HandMadeSource;
import dev.vivace.querier.tags.HandMadeTable;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  void aCallerWhoLeavesWhileTablesAreListedGetsAnEmptyPartialAnswer() {
    SearchAnswer answer = search(new Gone(), handle(30));

    assertThat(answer.traces()).isEmpty();
    assertThat(answer.metrics()).isEqualTo(SearchMetrics.NOTHING);
    assertThat(answer.message()).isEqualTo("the caller has gone");
  }

  private void search(TableHandle... tables) {
    search(new EachTable(), tables);
  }

  private static SearchAnswer search(SearchProgress progress, TableHandle... tables) {
    return new TableSearch(
            new HandMadeSource(new TenantTables(Arrays.asList(tables), 1, 1000, 0, null)),
            new QuerySlots(1, 0, new SimpleMeterRegistry()),
            SearchLimits.defaults())
        .search(
            new SearchRequest(
                new TenantId("shop"), new ByQuery(TraceQl.parse("{ }")), 0, 100, 10, 3),
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

  private static SpanTable table() {
    return new HandMadeTable("a", "b", "c", "d") {
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
