package dev.vivace.querier.tags;

import dev.vivace.storage.source.TableHandle;
import dev.vivace.traceql.table.SpanTable;
import java.util.function.Supplier;

/// A table to be opened, with made-up ranges.
public record HandMadeHandle(String name, long traceStartMax, Supplier<SpanTable> opened)
    implements TableHandle {

  @Override
  public long traceStartMin() {
    return 0;
  }

  @Override
  public long traceEndMax() {
    return 200;
  }

  @Override
  public long spanStartMin() {
    return 0;
  }

  @Override
  public long spanStartMax() {
    return 100;
  }

  @Override
  public int rowCount() {
    return 4;
  }

  @Override
  public long sizeBytes() {
    return 1000;
  }

  @Override
  public SpanTable open() {
    return opened.get();
  }
}
