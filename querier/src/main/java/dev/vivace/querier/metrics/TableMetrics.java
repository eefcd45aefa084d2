package dev.vivace.querier.metrics;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.admission.QueryDeadline;
import dev.vivace.querier.admission.QueryHelpers;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.search.SearchLimits;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TableSource;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.storage.source.WholeTraces;
import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.metrics.MetricsPlan;
import dev.vivace.traceql.metrics.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Counts the spans of tables, those with the newest spans first. The tables of all tenants that
/// are asked for are held at once, so that each pass sees the same spans.
public final class TableMetrics implements MetricsQueries {

  private final TableSource tables;
  private final QuerySlots slots;
  private final QueryHelpers helpers;
  private final SearchLimits limits;

  /// @param slots shared with searches
  /// @param helpers count tables of queries with many spans
  /// @param limits of one query; its result is what is counted so far
  public TableMetrics(
      TableSource tables, QuerySlots slots, QueryHelpers helpers, SearchLimits limits) {
    this.tables = tables;
    this.slots = slots;
    this.helpers = helpers;
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
          found ->
              new TableCounting(request, plan, progress, guard, found, limits, helpers).answer());
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
        some.shortfall().and(others.shortfall()),
        WholeTraces.NONE);
  }
}
