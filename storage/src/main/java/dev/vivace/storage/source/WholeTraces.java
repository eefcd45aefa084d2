package dev.vivace.storage.source;

import dev.vivace.model.id.TraceId;
import dev.vivace.traceql.table.SpanTable;
import java.util.Collection;
import java.util.Optional;

/// Looks traces up by id wherever their rows lie, also outside of the range of a query: for those
/// that its tables show only a part of, though nobody lists them as split. As good as long as the
/// tables of the query, and for its thread.
@FunctionalInterface
public interface WholeTraces {

  /// Knows of nothing but the tables.
  WholeTraces NONE = (_, _, _) -> Optional.empty();

  /// @param table each of the traces that have rows in more places than the tables of the query
  ///   know, with all of its rows; the other traces are not in it
  /// @param isCut whether rows were left out, because a joined table may not be as large
  record Joined(SpanTable table, boolean isCut) {}

  /// Reads blocks; may throw what the guard of the query throws.
  ///
  /// @param startNanos with `endNanos` the times that are known of the traces, in unsigned
  ///   nanoseconds since 1970: if there are too many blocks to ask, the nearest are asked
  /// @return empty if the tables of the query show all there is of the traces
  Optional<Joined> join(Collection<TraceId> ids, long startNanos, long endNanos);
}
