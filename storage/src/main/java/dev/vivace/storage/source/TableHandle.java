package dev.vivace.storage.source;

import dev.vivace.traceql.table.SpanTable;
import java.util.Optional;

/// A table of whole traces that a query may read: the view of a head, a row group, or the split
/// traces of all sources, joined. Times are unsigned nanoseconds since 1970. Unopened it costs
/// nothing; opened it stays good as long as the list that it came from.
public interface TableHandle {

  /// No trace in it starts before this.
  long traceStartMin();

  /// No trace in it starts after this.
  long traceStartMax();

  /// No trace in it ends after this.
  long traceEndMax();

  /// No span in it starts before this.
  long spanStartMin();

  /// No span in it starts after this.
  long spanStartMax();

  int rowCount();

  /// What it takes where it is kept.
  long sizeBytes();

  /// The name for messages: the block and row group, or the head.
  String name();

  /// The name of the block that it belongs to, which may have other tables; empty if it is in
  /// memory.
  default Optional<String> block() {
    return Optional.empty();
  }

  /// False if the table surely has no span of this trace: found out without opening it.
  default boolean mayHold(long traceHigh, long traceLow) {
    return true;
  }

  /// Opens the table, or throws a [dev.vivace.model.error.CorruptDataException] or
  /// [dev.vivace.model.error.StoreUnavailableException]; so may every later look at its columns.
  ///
  /// Needs no guard: it reads a directory at most, or joins traces under the guard of the list.
  /// Columns are read one at a time when they are asked for, each no longer than a row group, and
  /// whoever asks looks at the deadline in between.
  SpanTable open();
}
