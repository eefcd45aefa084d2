package dev.vivace.traceql.metrics;

import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.table.SpanTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One execution of a plan: tables are added in any order, all of them once a pass. For one thread.
public interface MetricsRun {

  /// How often all tables must be added: twice if what is shown depends on totals over all of them.
  int passes();

  /// Counts what a table holds; throws a [dev.vivace.traceql.engine.QueryEndedException] if the
  /// guard does, and then may have counted some of it.
  ///
  /// @param pass from 0 on; all tables of one pass before the first of the next
  void add(int pass, SpanTable table, QueryGuard guard);

  /// The series of what was added, in the order of answers; earlier intervals have no samples.
  ///
  /// @param fromInterval the first interval that is wanted, 0 for all
  List<TimeSeries> series(int fromInterval);

  /// Why something was left out, for people; null if nothing was.
  @Nullable String reachedLimit();
}
