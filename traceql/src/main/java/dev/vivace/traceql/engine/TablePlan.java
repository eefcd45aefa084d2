package dev.vivace.traceql.engine;

import dev.vivace.model.id.TraceId;
import dev.vivace.traceql.table.SpanTable;
import java.util.Optional;

/// What can be searched for in a table.
public interface TablePlan {

  /// The one trace that can match, if the plan says which: other tables need not be opened.
  default Optional<TraceId> onlyTrace() {
    return Optional.empty();
  }

  /// Finds what matches in a table, among the traces that overlap the window; throws a
  /// [QueryEndedException] if the guard does.
  TableMatches run(SpanTable table, TimeWindow window, QueryGuard guard);
}
