package dev.vivace.querier.tags;

import dev.vivace.storage.source.TableHandle;
import dev.vivace.traceql.table.SpanTable;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A table to be opened, with made-up ranges.
///
/// @param ofBlock the block that it belongs to; null if it is in memory
public record HandMadeHandle(
    String name, @Nullable String ofBlock, long traceStartMax, Supplier<SpanTable> opened)
    implements TableHandle {

  /// In memory.
  public HandMadeHandle(String name, long traceStartMax, Supplier<SpanTable> opened) {
    this(name, null, traceStartMax, opened);
  }

  @Override
  public Optional<String> block() {
    return Optional.ofNullable(ofBlock);
  }

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
