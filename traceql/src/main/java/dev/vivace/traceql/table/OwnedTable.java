package dev.vivace.traceql.table;

import org.jspecify.annotations.Nullable;

/// Rows that belong to spans: those of a span lie together, in the order they were sent.
public sealed interface OwnedTable permits EventTable, LinkTable {

  int rowCount();

  /// By span row the first row of its own; one entry more than there are spans.
  int[] firstRows();

  /// The first value of a key, by row; null if no row has the key.
  @Nullable CodedColumn attribute(String key);
}
