package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.SpanTable;

/// What can be searched for in a table.
public interface TablePlan {

  /// Finds what matches in a table, among the traces that overlap the window; throws a
  /// [QueryEndedException] if the guard does.
  TableMatches run(SpanTable table, TimeWindow window, QueryGuard guard);
}
