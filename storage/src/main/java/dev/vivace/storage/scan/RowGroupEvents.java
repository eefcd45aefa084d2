package dev.vivace.storage.scan;

import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.Lazy;
import dev.vivace.traceql.table.Values;
import org.jspecify.annotations.Nullable;

/// The events of a row group.
final class RowGroupEvents implements EventTable {

  private static final Values NO_VALUES = new Values.Builder().build();

  private final OwnedRows rows;
  private final Lazy<int[]> firstRows;
  private final Lazy<long[]> times;
  private final Lazy<CodedColumn> names;

  RowGroupEvents(RowGroup rowGroup, int spanCount) {
    rows = new OwnedRows(rowGroup, SpanSchema.EVENTS, spanCount);
    firstRows = new Lazy<>(rows::firstRows);
    times = new Lazy<>(() -> rows.longs(Part.TIMES, SpanSchema.TIME));
    names = new Lazy<>(() -> names(rowGroup));
  }

  private CodedColumn names(RowGroup rowGroup) {
    return rows.rowCount() == 0
        ? new CodedColumn(NO_VALUES, RowGroup.NO_CODES)
        : rowGroup.byTemplate(
            SpanSchema.EVENTS, new TemplateTexts(rowGroup, SpanSchema.EVENTS).names());
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
  public CodedColumn names() {
    return names.get();
  }

  @Override
  public long[] timesSinceStart() {
    return times.get();
  }

  @Override
  public @Nullable CodedColumn attribute(String key) {
    return rows.attribute(key);
  }
}
