package dev.vivace.storage.source;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.view.TableRange;
import dev.vivace.traceql.table.SpanTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Traces that are split over blocks: joined when they are opened.
///
/// @param ids which traces
/// @param range that of the blocks that hold them
/// @param rowCount with spans that came twice
/// @param joined joins them, or finds them joined
record JoinedHandle(
    String name, Set<TraceId> ids, TableRange range, int rowCount, Supplier<SpanTable> joined)
    implements TableHandle {

  private static final int ROW_BYTES = 160;

  static JoinedHandle of(String name, List<SplitTrace> traces, Supplier<SpanTable> joined) {
    Set<TraceId> ids = new HashSet<>();
    TableRange range = TableRange.EMPTY;
    int rows = 0;
    for (SplitTrace trace : traces) {
      ids.add(trace.id());
      for (TracePart part : trace.inBlocks()) {
        rows += part.endRow() - part.firstRow();
        range = range.and(rangeOf(part.block()));
      }
    }
    return new JoinedHandle(name, ids, range, rows, joined);
  }

  private static TableRange rangeOf(BlockEntry block) {
    return new TableRange(
        block.minTraceStartNanos(),
        block.maxTraceStartNanos(),
        block.maxTraceEndNanos(),
        block.minSpanStartNanos(),
        block.maxSpanStartNanos());
  }

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

  /// About what the rows take in blocks, decompressed.
  @Override
  public long sizeBytes() {
    return (long) rowCount * ROW_BYTES;
  }

  @Override
  public boolean mayHold(long traceHigh, long traceLow) {
    return ids.contains(new TraceId(traceHigh, traceLow));
  }

  @Override
  public SpanTable open() {
    return joined.get();
  }
}
