package dev.vivace.storage.scan;

import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Lazy;
import dev.vivace.traceql.table.LinkTable;
import org.jspecify.annotations.Nullable;

/// The links of a row group.
final class RowGroupLinks implements LinkTable {

  private final OwnedRows rows;
  private final Lazy<int[]> firstRows;
  private final Lazy<long[]> traceHighs;
  private final Lazy<long[]> traceLows;
  private final Lazy<long[]> spanIds;

  RowGroupLinks(RowGroup rowGroup, int spanCount) {
    rows = new OwnedRows(rowGroup, SpanSchema.LINKS, spanCount);
    firstRows = new Lazy<>(rows::firstRows);
    traceHighs = new Lazy<>(() -> rows.longs(Part.TRACE_HIGHS, SpanSchema.TRACE_HIGH));
    traceLows = new Lazy<>(() -> rows.longs(Part.TRACE_LOWS, SpanSchema.TRACE_LOW));
    spanIds = new Lazy<>(() -> rows.longs(Part.SPAN_IDS, SpanSchema.SPAN_ID));
  }

  @Override
  public int rowCount() {
    return rows.rowCount();
  }

  @Override
  public int[] firstRows() {
    return firstRows.get();
  }

  @Override
  public long[] traceHighs() {
    return traceHighs.get();
  }

  @Override
  public long[] traceLows() {
    return traceLows.get();
  }

  @Override
  public long[] spanIds() {
    return spanIds.get();
  }

  @Override
  public @Nullable CodedColumn attribute(String key) {
    return rows.attribute(key);
  }
}
