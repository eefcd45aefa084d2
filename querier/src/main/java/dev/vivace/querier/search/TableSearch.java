package dev.vivace.querier.search;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TraceId;
import dev.vivace.querier.admission.QueryDeadline;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.search.SearchFilter.ByQuery;
import dev.vivace.querier.search.SearchFilter.ByTags;
import dev.vivace.storage.source.Shortfall;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TableSource;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.engine.TablePlan;
import dev.vivace.traceql.engine.TagPlan;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.table.SpanTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searches tables one after the other, newest first, and stops once nothing that is left can be
/// newer than what was found (block rule 15).
public final class TableSearch implements TraceSearch {

  private static final Logger LOG = LoggerFactory.getLogger(TableSearch.class);
  private static final long NANOS_A_SECOND = 1_000_000_000;
  // Unsigned nanoseconds reach to here.
  private static final long MAX_SECONDS = Long.divideUnsigned(-1, NANOS_A_SECOND);

  private final TableSource tables;
  private final QuerySlots slots;
  private final SearchLimits limits;

  public TableSearch(TableSource tables, QuerySlots slots, SearchLimits limits) {
    this.tables = tables;
    this.slots = slots;
    this.limits = limits;
  }

  @Override
  public SearchAnswer search(SearchRequest request, SearchProgress progress) {
    QueryDeadline guard = new QueryDeadline("search", progress::isWanted, limits.timeout());
    TablePlan plan =
        switch (request.filter()) {
          case ByQuery(var query) -> SearchPlan.of(query);
          case ByTags(var search) -> new TagPlan(search);
        };
    return slots.run(request.tenant(), guard.nanos(), () -> search(request, plan, progress, guard));
  }

  private SearchAnswer search(
      SearchRequest request, TablePlan plan, SearchProgress progress, QueryGuard guard) {
    try {
      return tables.read(
          request.tenant(),
          nanos(request.startSeconds()),
          nanos(request.endSeconds()) + (NANOS_A_SECOND - 1),
          guard,
          found -> new Run(request, plan, progress, guard, found).answer());
    } catch (QueryEndedException e) {
      // It took all the time to find out what there is to be searched.
      return new SearchAnswer(List.of(), SearchMetrics.NOTHING, String.valueOf(e.getMessage()));
    }
  }

  private static long nanos(long seconds) {
    return Math.clamp(seconds, 0, MAX_SECONDS - 1) * NANOS_A_SECOND;
  }

  /// One search over the tables of a tenant.
  private final class Run {

    private final SearchRequest request;
    private final TablePlan plan;
    private final Optional<TraceId> onlyTrace;
    private final SearchProgress progress;
    private final QueryGuard guard;
    private final TenantTables tenantTables;
    private final NewestTraces newest;
    private final MissingRoots roots;
    private final TimeWindow window;
    private final List<String> problems = new ArrayList<>();
    private long inspectedTraces;
    private long inspectedSpans;
    private long inspectedBytes;
    private int completedJobs;
    private int failedTables;

    Run(
        SearchRequest request,
        TablePlan plan,
        SearchProgress progress,
        QueryGuard guard,
        TenantTables tenantTables) {
      this.request = request;
      this.plan = plan;
      this.onlyTrace = plan.onlyTrace();
      this.progress = progress;
      this.guard = guard;
      this.tenantTables = tenantTables;
      this.newest = new NewestTraces(request.limit(), request.spansPerSpanset());
      this.roots = new MissingRoots(tenantTables.wholeTraces(), guard, request.spansPerSpanset());
      this.window = new TimeWindow(request.startSeconds(), request.endSeconds());
    }

    SearchAnswer answer() {
      try {
        searchAll();
      } catch (QueryEndedException e) {
        problem(String.valueOf(e.getMessage()));
      }
      NewestTraces.Result result = newest.result(limits.maxResultBytes());
      List<FoundTrace> traces = withRoots(result.traces());
      Shortfall shortfall = tenantTables.shortfall();
      if (shortfall.failedBlocks() + failedTables > 0) {
        problem(
            "%d parts of blocks could not be read; the log of the querier names them"
                .formatted(shortfall.failedBlocks() + failedTables));
      }
      String reachedLimit = shortfall.reachedLimit();
      if (reachedLimit != null) {
        problem(reachedLimit);
      }
      if (result.left() > 0) {
        problem(
            "%d more traces were found; an answer holds about %d bytes: ask for fewer with limit"
                .formatted(result.left(), limits.maxResultBytes()));
      }
      return new SearchAnswer(
          traces,
          problems.isEmpty() ? metrics().completed() : metrics(),
          String.join(". ", problems));
    }

    private List<FoundTrace> withRoots(List<FoundTrace> traces) {
      try {
        List<FoundTrace> whole = roots.complete(traces);
        if (roots.isCut()) {
          problem("traces without a root are too large to be read whole: look them up by id");
        }
        return whole;
      } catch (QueryEndedException e) {
        problem(String.valueOf(e.getMessage()));
        return traces;
      }
    }

    private void problem(String message) {
      if (!problems.contains(message)) {
        problems.add(message);
      }
    }

    private void searchAll() {
      List<TableHandle> handles = tenantTables.tables();
      long[] latest = latestFrom(handles);
      for (int i = 0; i < handles.size() && !newest.isBeyond(latest[i]); i++) {
        guard.check();
        search(handles.get(i));
        if (progress.isDue()) {
          long latestToCome = i + 1 < latest.length ? latest[i + 1] : 0;
          progress.found(
              roots.complete(newest.settled(latestToCome, limits.maxResultBytes())), metrics());
        }
      }
    }

    /// By table the latest start of a trace in it and all that follow.
    private static long[] latestFrom(List<TableHandle> handles) {
      long[] latest = new long[handles.size()];
      long max = 0;
      for (int i = latest.length - 1; i >= 0; i--) {
        long start = handles.get(i).traceStartMax();
        max = Long.compareUnsigned(start, max) > 0 ? start : max;
        latest[i] = max;
      }
      return latest;
    }

    private void search(TableHandle handle) {
      if (limits.maxInspectedBytes() > 0
          && inspectedBytes + handle.sizeBytes() > limits.maxInspectedBytes()) {
        throw new QueryEndedException(
            "the search read %d bytes; its limit is %d: narrow the time range"
                .formatted(inspectedBytes, limits.maxInspectedBytes()));
      }
      try {
        if (onlyTrace.isPresent()
            && !handle.mayHold(onlyTrace.get().high(), onlyTrace.get().low())) {
          completedJobs++;
          return;
        }
        SpanTable table = handle.open();
        TimeWindow windowHere =
            window.forTracesFrom(handle.traceStartMin(), handle.traceStartMax());
        newest.add(table, plan.run(table, windowHere, guard));
        inspectedTraces += table.traceCount();
        inspectedSpans += table.rowCount();
        inspectedBytes += handle.sizeBytes();
        completedJobs++;
      } catch (CorruptDataException | StoreUnavailableException e) {
        failedTables++;
        LOG.error("search of tenant {}: {} is left out", request.tenant(), handle.name(), e);
      }
    }

    private SearchMetrics metrics() {
      return new SearchMetrics(
          inspectedTraces,
          inspectedSpans,
          inspectedBytes,
          completedJobs,
          tenantTables.tables().size(),
          tenantTables.blocks(),
          tenantTables.blockBytes());
    }
  }
}
