package dev.vivace.querier.tags;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TableSource;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.table.SpanTable;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds names and values in the columns of tables: without a filter from their keys and distinct
/// values alone, no row is looked at.
public final class TableTagSearch implements TagSearch {

  private static final Logger LOG = LoggerFactory.getLogger(TableTagSearch.class);
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_A_SECOND;

  private final TableSource tables;
  private final Function<TagFilter, RowFilter> filters;
  private final QuerySlots slots;
  private final Duration timeout;

  /// @param filters makes what chooses the rows of a filter that is not unfiltered
  /// @param slots shared with searches
  /// @param timeout of waiting and looking; what was found by then is the answer
  public TableTagSearch(
      TableSource tables,
      Function<TagFilter, RowFilter> filters,
      QuerySlots slots,
      Duration timeout) {
    this.tables = tables;
    this.filters = filters;
    this.slots = slots;
    this.timeout = timeout;
  }

  @Override
  public TagNames names(TagNamesRequest request, TagProgress<TagNames> progress) {
    NameCollector names = new NameCollector(request.bounds());
    Look<TagNames> look = new Look<>(progress, looked -> names.answer(looked));
    return look.over(
        request.tenants(),
        request.range(),
        request.filter(),
        request.bounds(),
        names,
        (table, rows) -> names.take(table, request.scope(), rows));
  }

  @Override
  public TagValues values(TagValuesRequest request, TagProgress<TagValues> progress) {
    ValueCollector values = new ValueCollector(request.bounds());
    Look<TagValues> look = new Look<>(progress, looked -> values.answer(looked));
    TargetValues target = new TargetValues(request.target(), values);
    return look.over(
        request.tenants(),
        request.range(),
        request.filter(),
        request.bounds(),
        values,
        target::take);
  }

  /// Reads one table; `rows` are those that count, null if all do.
  @FunctionalInterface
  private interface TableVisit {

    void visit(SpanTable table, long @Nullable [] rows);
  }

  /// One look over the tables of some tenants.
  private final class Look<A> {

    private final TagProgress<A> progress;
    private final Function<Looked, A> answer;
    private final Looked looked = new Looked(timeout);

    Look(TagProgress<A> progress, Function<Looked, A> answer) {
      this.progress = progress;
      this.answer = answer;
    }

    A over(
        List<TenantId> tenants,
        TimeRange range,
        TagFilter filter,
        TagBounds bounds,
        Collector collector,
        TableVisit visit) {
      RowFilter chosen =
          filter.isUnfiltered() ? (table, _, _) -> SpanRows.unmasked(table) : filters.apply(filter);
      TimeWindow window = new TimeWindow(range.startSeconds(), range.endSeconds());
      return slots.run(
          tenants.getFirst(),
          looked.deadlineNanos(),
          () -> {
            for (TenantId tenant : tenants) {
              read(
                  tenant,
                  range,
                  found ->
                      each(
                          tenant,
                          found,
                          bounds,
                          collector,
                          (handle, table) ->
                              chosen.rows(
                                  table,
                                  window.forTracesFrom(
                                      handle.traceStartMin(), handle.traceStartMax()),
                                  this::check),
                          visit));
            }
            looked.done();
            return answer.apply(looked);
          });
    }

    private void read(TenantId tenant, TimeRange range, Consumer<TenantTables> reader) {
      try {
        tables.read(
            tenant,
            nanos(range.startSeconds()),
            nanos(range.endSeconds() + 1) - 1,
            this::check,
            found -> {
              reader.accept(found);
              return true;
            });
      } catch (QueryEndedException e) {
        ended(e);
      }
    }

    private void each(
        TenantId tenant,
        TenantTables found,
        TagBounds bounds,
        Collector collector,
        BiFunction<TableHandle, SpanTable, long @Nullable []> chosen,
        TableVisit visit) {
      looked.begin(found);
      BlockVisits visits = new BlockVisits(found.tables(), bounds);
      for (TableHandle handle : found.tables()) {
        if (visits.areStale() || collector.isFull() || looked.isOver() || !progress.isWanted()) {
          return;
        }
        if (!visits.begin(handle)) {
          continue;
        }
        int before = collector.count();
        read(tenant, handle, chosen, visit);
        visits.end(handle, collector.count() > before);
        if (progress.isDue()) {
          progress.found(answer.apply(looked));
        }
      }
    }

    /// Asked while a filter runs.
    private void check() {
      if (looked.isOver() || !progress.isWanted()) {
        throw new QueryEndedException("the look for tags is over");
      }
    }

    /// The time is noted by itself; a caller that has gone needs no reason.
    private void ended(QueryEndedException e) {
      if (!looked.isOver() && progress.isWanted()) {
        looked.ended(e);
      }
    }

    private void read(
        TenantId tenant,
        TableHandle handle,
        BiFunction<TableHandle, SpanTable, long @Nullable []> chosen,
        TableVisit visit) {
      try {
        SpanTable table = handle.open();
        visit.visit(table, chosen.apply(handle, table));
        looked.completed(handle);
      } catch (QueryEndedException e) {
        ended(e);
      } catch (CorruptDataException | StoreUnavailableException e) {
        looked.failed();
        LOG.error("tags of tenant {}: {} is left out", tenant, handle.name(), e);
      }
    }
  }

  private static long nanos(long seconds) {
    return Math.clamp(seconds, 0, MAX_SECONDS) * NANOS_A_SECOND;
  }
}
