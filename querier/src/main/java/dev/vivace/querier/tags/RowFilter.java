package dev.vivace.querier.tags;

import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.table.SpanTable;
import org.jspecify.annotations.Nullable;

/// Chooses rows of tables.
@FunctionalInterface
public interface RowFilter {

  /// The spans that satisfy one of the filter's alternatives, all of its comparisons on one span,
  /// as [dev.vivace.traceql.table.Bits]; masked rows left out. Null stands for all rows.
  long @Nullable [] rows(SpanTable table, TimeWindow window, QueryGuard guard);
}
