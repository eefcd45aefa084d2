package dev.vivace.querier.metrics;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.querier.admission.QueryHelpers;
import dev.vivace.querier.search.SearchLimits;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.storage.source.TableHandle;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One metrics query over the tables of its tenants. Each worker counts every n-th table, in a part
/// of the run; which worker counts a table depends on nothing but the tables, and so does the
/// answer, down to its exemplars.
final class TableCounting {

  private static final Logger LOG = LoggerFactory.getLogger(TableCounting.class);

  private static final Comparator<TableHandle> NEWEST_SPANS_FIRST =
      (one, two) -> Long.compareUnsigned(two.spanStartMax(), one.spanStartMax());

  /// Plain counts of spans. Below it a further worker saves a millisecond or two, and in a young
  /// process takes the processor from the compiler.
  private static final int WORK_OF_WORKER = 1 << 20;

  /// Tables for each of several workers before what is finished is told.
  private static final int TABLES_A_ROUND = 4;

  private final MetricsRequest request;
  private final TimeAxis axis;
  private final MetricsRun run;
  private final MetricsProgress progress;
  private final boolean tellsIntervals;
  private final QueryGuard guard;
  private final TenantTables found;
  private final SearchLimits limits;
  private final QueryHelpers helpers;
  private final List<TableHandle> handles;
  private final int workers;
  private final List<String> problems = new ArrayList<>();
  private int toldFrom;

  // Shared by the workers.
  private final Set<TableHandle> failed = ConcurrentHashMap.newKeySet();
  private final AtomicLong inspectedTraces = new AtomicLong();
  private final AtomicLong inspectedSpans = new AtomicLong();
  private final AtomicLong inspectedBytes = new AtomicLong();
  private final AtomicInteger completedJobs = new AtomicInteger();

  TableCounting(
      MetricsRequest request,
      MetricsPlan plan,
      MetricsProgress progress,
      QueryGuard guard,
      TenantTables found,
      SearchLimits limits,
      QueryHelpers helpers) {
    this.request = request;
    this.axis = request.axis();
    this.run = plan.run(new MetricsLimits(limits.maxResultBytes(), request.exemplars()));
    this.progress = progress;
    this.tellsIntervals = plan.isSettledByTime() && run.passes() == 1;
    this.guard = guard;
    this.found = found;
    this.limits = limits;
    this.helpers = helpers;
    this.handles =
        found.tables().stream().filter(this::mayCount).sorted(NEWEST_SPANS_FIRST).toList();
    this.workers = workers(plan.workPerSpan());
    this.toldFrom = axis.intervals();
  }

  /// Whether a span may start within the axis, which is open at its start.
  private boolean mayCount(TableHandle handle) {
    boolean endsBefore =
        axis.startNanos() >= 0
            && Long.compareUnsigned(handle.spanStartMax(), axis.startNanos()) <= 0;
    return !endsBefore && Long.compareUnsigned(handle.spanStartMin(), axis.endNanos()) <= 0;
  }

  private int workers(int workPerSpan) {
    long work = workPerSpan * handles.stream().mapToLong(TableHandle::rowCount).sum();
    long useful = Math.min(work / WORK_OF_WORKER, handles.size());
    return Math.clamp(useful, 1, helpers.workers());
  }

  MetricsAnswer answer() {
    try {
      for (int pass = 0; pass < run.passes(); pass++) {
        countAll(pass);
      }
    } catch (QueryEndedException e) {
      problems.add(e.getMessage());
    }
    if (found.shortfall().failedBlocks() + failed.size() > 0) {
      problems.add(
          "%d parts of blocks could not be read; the log of the querier names them"
              .formatted(found.shortfall().failedBlocks() + failed.size()));
    }
    addIfReached(found.shortfall().reachedLimit());
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
    int round = workers == 1 ? 1 : workers * TABLES_A_ROUND;
    int length = tellsIntervals ? round : Math.max(1, handles.size());
    for (int from = 0; from < handles.size(); from += length) {
      int end = Math.min(from + length, handles.size());
      count(pass, handles.subList(from, end));
      if (tellsIntervals && end < handles.size() && progress.isDue()) {
        tell(firstFinished(handles.get(end).spanStartMax()));
      }
    }
  }

  /// Counts some tables, and has their counts merged also if the query ends meanwhile.
  private void count(int pass, List<TableHandle> round) {
    List<MetricsRun> parts = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    tasks.add(() -> countShare(pass, run, round, 0));
    for (int worker = 1; worker < workers; worker++) {
      int share = worker;
      MetricsRun part = run.part(pass);
      parts.add(part);
      tasks.add(() -> countShare(pass, part, round, share));
    }
    try {
      helpers.runAll(tasks);
    } finally {
      parts.forEach(run::merge);
    }
  }

  private void countShare(int pass, MetricsRun part, List<TableHandle> round, int share) {
    for (int i = share; i < round.size(); i += workers) {
      guard.check();
      count(pass, part, round.get(i));
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

  private void count(int pass, MetricsRun part, TableHandle handle) {
    if (failed.contains(handle)) {
      return;
    }
    checkBytes(pass, handle);
    try {
      SpanTable table = handle.open();
      part.add(pass, table, guard);
      completedJobs.incrementAndGet();
      if (pass == 0) {
        inspectedTraces.addAndGet(table.traceCount());
        inspectedSpans.addAndGet(table.rowCount());
        inspectedBytes.addAndGet(handle.sizeBytes());
      }
    } catch (CorruptDataException | StoreUnavailableException e) {
      failed.add(handle);
      LOG.error("metrics of tenants {}: {} is left out", request.tenants(), handle.name(), e);
    }
  }

  /// Several workers may go beyond the limit by a table each.
  private void checkBytes(int pass, TableHandle handle) {
    long inspected = inspectedBytes.get();
    boolean isLimited = pass == 0 && limits.maxInspectedBytes() > 0;
    if (isLimited && inspected + handle.sizeBytes() > limits.maxInspectedBytes()) {
      throw new QueryEndedException(
          "the query read %d bytes; its limit is %d: narrow the time range"
              .formatted(inspected, limits.maxInspectedBytes()));
    }
  }

  private SearchMetrics metrics() {
    return new SearchMetrics(
        inspectedTraces.get(),
        inspectedSpans.get(),
        inspectedBytes.get(),
        completedJobs.get(),
        handles.size() * run.passes(),
        found.blocks(),
        found.blockBytes());
  }
}
