package dev.vivace.storage.scan;

import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.Values;
import org.jspecify.annotations.Nullable;

/// The events of a row group.
final class RowGroupEvents implements EventTable {

  private static final Values NO_VALUES = new Values.Builder().build();

  private final OwnedRows rows;
  private final Once<int[]> firstRows;
  private final Once<long[]> times;
  private final Once<CodedColumn> names;

  RowGroupEvents(RowGroup rowGroup, int spanCount) {
    rows = new OwnedRows(rowGroup, SpanSchema.EVENTS, spanCount);
    firstRows = new Once<>(rows::firstRows);
    times = new Once<>(() -> rows.longs(Part.TIMES, SpanSchema.TIME));
    names = new Once<>(() -> names(rowGroup));
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
