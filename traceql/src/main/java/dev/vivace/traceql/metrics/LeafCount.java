package dev.vivace.traceql.metrics;

import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.table.SpanTable;
import java.util.List;

/// What one metrics query without arithmetic has counted so far. For one thread.
sealed interface LeafCount permits OverTimeCount, CompareCount {

  /// See [MetricsRun#passes].
  int passes();

  /// See [MetricsRun#add].
  void add(int pass, SpanTable table, QueryGuard guard);

  /// See [MetricsRun#part].
  LeafCount part(int pass, StateBudget budget);

  /// See [MetricsRun#merge].
  void merge(LeafCount part);

  /// Its series before second stages, in any order.
  List<TimeSeries> series(int fromInterval);
}
