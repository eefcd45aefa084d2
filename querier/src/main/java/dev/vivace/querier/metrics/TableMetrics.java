package dev.vivace.querier.metrics;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.admission.QueryDeadline;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.search.SearchLimits;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TableSource;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.metrics.MetricsLimits;
import dev.vivace.traceql.metrics.MetricsPlan;
import dev.vivace.traceql.metrics.MetricsRun;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.table.SpanTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the spans of tables, one table after the other, those with the newest spans first. The
/// tables of all tenants that are asked for are held at once, so that each pass sees the same
/// spans.
public final class TableMetrics implements MetricsQueries {

  private static final Logger LOG = LoggerFactory.getLogger(TableMetrics.class);

  private static final Comparator<TableHandle> NEWEST_SPANS_FIRST =
      (one, two) -> Long.compareUnsigned(two.spanStartMax(), one.spanStartMax());

  private final TableSource tables;
  private final QuerySlots slots;
  private final SearchLimits limits;

  /// @param slots shared with searches
  /// @param limits of one query; its result is what is counted so far
  public TableMetrics(TableSource tables, QuerySlots slots, SearchLimits limits) {
    this.tables = tables;
    this.slots = slots;
    this.limits = limits;
  }

  @Override
  public MetricsAnswer answer(MetricsRequest request, MetricsProgress progress) {
    QueryDeadline guard = new QueryDeadline("query", progress::isWanted, limits.timeout());
    MetricsPlan plan = MetricsPlan.of(request.query(), request.axis());
    return slots.run(
        request.tenants().getFirst(), guard.nanos(), () -> answer(request, plan, progress, guard));
  }

  private MetricsAnswer answer(
      MetricsRequest request, MetricsPlan plan, MetricsProgress progress, QueryGuard guard) {
    try {
      return read(
          request.tenants(),
          request.axis(),
          guard,
          new TenantTables(List.of(), 0, 0, 0, null),
          found -> new Counting(request, plan, progress, guard, found).answer());
    } catch (QueryEndedException e) {
      // It took all the time to find out what there is to be counted.
      return new MetricsAnswer(
          request.axis(), List.of(), SearchMetrics.NOTHING, String.valueOf(e.getMessage()));
    }
  }

  private <T> T read(
      List<TenantId> tenants,
      TimeAxis axis,
      QueryGuard guard,
      TenantTables others,
      Function<TenantTables, T> reader) {
    if (tenants.isEmpty()) {
      return reader.apply(others);
    }
    return tables.read(
        tenants.getFirst(),
        firstNanos(axis),
        axis.endNanos(),
        guard,
        found ->
            read(tenants.subList(1, tenants.size()), axis, guard, join(others, found), reader));
  }

  /// A long step may lead the axis back beyond 1970.
  private static long firstNanos(TimeAxis axis) {
    return Math.max(0, axis.startNanos());
  }

  private static TenantTables join(TenantTables some, TenantTables others) {
    List<TableHandle> all = new ArrayList<>(some.tables());
    all.addAll(others.tables());
    return new TenantTables(
        all,
        some.blocks() + others.blocks(),
        some.blockBytes() + others.blockBytes(),
        some.failedBlocks() + others.failedBlocks(),
        some.reachedLimit() == null ? others.reachedLimit() : some.reachedLimit());
  }

  /// One query over the tables of its tenants.
  private final class Counting {

    private final MetricsRequest request;
    private final TimeAxis axis;
    private final MetricsRun run;
    private final MetricsProgress progress;
    private final boolean tellsIntervals;
    private final QueryGuard guard;
    private final TenantTables found;
    private final List<TableHandle> handles;
    private final Set<TableHandle> failed = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private int toldFrom;
    private long inspectedTraces;
    private long inspectedSpans;
    private long inspectedBytes;
    private int completedJobs;

    Counting(
        MetricsRequest request,
        MetricsPlan plan,
        MetricsProgress progress,
        QueryGuard guard,
        TenantTables found) {
      this.request = request;
      this.axis = request.axis();
      this.run = plan.run(new MetricsLimits(limits.maxResultBytes(), request.exemplars()));
      this.progress = progress;
      this.tellsIntervals = plan.isSettledByTime() && run.passes() == 1;
      this.guard = guard;
      this.found = found;
      this.handles =
          found.tables().stream().filter(this::mayCount).sorted(NEWEST_SPANS_FIRST).toList();
      this.toldFrom = axis.intervals();
    }

    /// Whether a span may start within the axis, which is open at its start.
    private boolean mayCount(TableHandle handle) {
      boolean endsBefore =
          axis.startNanos() >= 0
              && Long.compareUnsigned(handle.spanStartMax(), axis.startNanos()) <= 0;
      return !endsBefore && Long.compareUnsigned(handle.spanStartMin(), axis.endNanos()) <= 0;
    }

    MetricsAnswer answer() {
      try {
        for (int pass = 0; pass < run.passes(); pass++) {
          countAll(pass);
        }
      } catch (QueryEndedException e) {
        problems.add(e.getMessage());
      }
      if (found.failedBlocks() + failed.size() > 0) {
        problems.add(
            "%d parts of blocks could not be read; the log of the querier names them"
                .formatted(found.failedBlocks() + failed.size()));
      }
      addIfReached(found.reachedLimit());
      addIfReached(run.reachedLimit());
      MetricsAnswer whole =
          new MetricsAnswer(axis, run.series(0), metrics(), String.join(". ", problems));
      int count = whole.series().size();
      return isTooMany(count)
          ? whole.with(
              whole.series().subList(0, request.maxSeries()),
              "%d of %d series are shown (limit: maxSeries, query_frontend.metrics.max_response_series)"
                  .formatted(request.maxSeries(), count))
          : whole;
    }

    private void addIfReached(@Nullable String limit) {
      if (limit != null) {
        problems.add(limit);
      }
    }

    private boolean isTooMany(int series) {
      return request.maxSeries() > 0 && series > request.maxSeries();
    }

    private void countAll(int pass) {
      for (int i = 0; i < handles.size(); i++) {
        guard.check();
        count(pass, handles.get(i));
        if (tellsIntervals && i + 1 < handles.size() && progress.isDue()) {
          tell(firstFinished(handles.get(i + 1).spanStartMax()));
        }
      }
    }

    /// The first interval that lies behind all spans to come.
    private int firstFinished(long latestToCome) {
      if (Long.compareUnsigned(latestToCome, axis.endNanos()) > 0) {
        return axis.intervals();
      }
      return axis.interval(latestToCome) + 1; // The first one of all for what lies before the axis.
    }

    private void tell(int from) {
      if (from >= toldFrom) {
        return;
      }
      List<TimeSeries> series = run.series(from);
      // Who is shown a series expects it to stay.
      if (!isTooMany(series.size())) {
        progress.finished(axis, series, from, toldFrom, metrics());
        toldFrom = from;
      }
    }

    private void count(int pass, TableHandle handle) {
      if (failed.contains(handle)) {
        return;
      }
      boolean isFirst = pass == 0;
      if (isFirst
          && limits.maxInspectedBytes() > 0
          && inspectedBytes + handle.sizeBytes() > limits.maxInspectedBytes()) {
        throw new QueryEndedException(
            "the query read %d bytes; its limit is %d: narrow the time range"
                .formatted(inspectedBytes, limits.maxInspectedBytes()));
      }
      try {
        SpanTable table = handle.open();
        run.add(pass, table, guard);
        completedJobs++;
        if (isFirst) {
          inspectedTraces += table.traceCount();
          inspectedSpans += table.rowCount();
          inspectedBytes += handle.sizeBytes();
        }
      } catch (CorruptDataException | StoreUnavailableException e) {
        failed.add(handle);
        LOG.error("metrics of tenants {}: {} is left out", request.tenants(), handle.name(), e);
      }
    }

    private SearchMetrics metrics() {
      return new SearchMetrics(
          inspectedTraces,
          inspectedSpans,
          inspectedBytes,
          completedJobs,
          handles.size() * run.passes(),
          found.blocks(),
          found.blockBytes());
    }
  }
}
