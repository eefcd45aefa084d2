package dev.vivace.traceql.table;

/// Events of spans.
public non-sealed interface EventTable extends OwnedTable {

  CodedColumn names();

  /// Event time minus start of the span, by row; negative if it came first.
  long[] timesSinceStart();
}
