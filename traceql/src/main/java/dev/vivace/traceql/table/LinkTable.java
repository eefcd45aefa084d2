package dev.vivace.traceql.table;

/// Links of spans.
public non-sealed interface LinkTable extends OwnedTable {

  long[] traceHighs();

  long[] traceLows();

  long[] spanIds();
}
