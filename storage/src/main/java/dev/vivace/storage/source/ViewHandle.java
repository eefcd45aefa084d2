package dev.vivace.storage.source;

import dev.vivace.storage.view.TableRange;
import dev.vivace.traceql.table.SpanTable;

/// A table in memory.
record ViewHandle(String name, SpanTable open, TableRange range) implements TableHandle {

  @Override
  public long traceStartMin() {
    return range.traceStartMin();
  }

  @Override
  public long traceStartMax() {
    return range.traceStartMax();
  }

  @Override
  public long traceEndMax() {
    return range.traceEndMax();
  }

  @Override
  public long spanStartMin() {
    return range.spanStartMin();
  }

  @Override
  public long spanStartMax() {
    return range.spanStartMax();
  }

  @Override
  public int rowCount() {
    return open.rowCount();
  }

  @Override
  public long sizeBytes() {
    return open.sizeBytes();
  }
}
