package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.trace.ByteRange;
import dev.vivace.storage.trace.SpanRows;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/// The events of the spans `[from, to)` of a row group. Opens nothing if they have none.
final class BlockEvents implements SpanRows.Events {

  private final IntToLongFunction startOfSpan;
  private final int first;
  private final int[] spanRows;
  private final @Nullable Columns columns;

  BlockEvents(RowGroupReader rowGroup, int from, int to, IntToLongFunction startOfSpan) {
    this.startOfSpan = startOfSpan;
    if (!rowGroup.hasTable(SpanSchema.EVENTS)) {
      first = 0;
      spanRows = new int[0];
      columns = null;
      return;
    }
    TableReader table = rowGroup.table(SpanSchema.EVENTS);
    IntColumn owners = table.ints(SpanSchema.SPAN_ROW);
    first = PairReader.firstFrom(owners, from);
    spanRows = new int[PairReader.firstFrom(owners, to) - first];
    owners.read(first, spanRows.length, spanRows, 0);
    columns = spanRows.length == 0 ? null : new Columns(rowGroup, table, first, spanRows.length);
  }

  @Override
  public int firstOf(int spanRow) {
    return first + OwnerRanges.firstFrom(spanRows, spanRow);
  }

  @Override
  public int endOf(int spanRow) {
    return first + OwnerRanges.firstFrom(spanRows, spanRow + 1);
  }

  @Override
  public long timeNanos(int row) {
    return columns().times.get(row) + startOfSpan.applyAsLong(spanRows[row - first]);
  }

  @Override
  public void name(int row, ByteRange target) {
    StringColumn names = columns().names;
    names.seek(names.code(columns().attributes.template(row)));
    target.set(names.bytes(), names.offset(), names.length());
  }

  @Override
  public int droppedAttributes(int row) {
    return (int) columns().dropped.get(row);
  }

  @Override
  public void unknownFields(int row, ByteRange target) {
    PairReader.text(columns().unknownFields, row, target);
  }

  @Override
  public void writeAttributes(int row, int field, ProtobufWriter out) {
    columns().attributes.write(row, field, out);
  }

  private Columns columns() {
    if (columns == null) {
      throw new IllegalStateException("these spans have no events");
    }
    return columns;
  }

  private static final class Columns {

    private final AttributeReader attributes;
    private final IntColumn times;
    private final IntColumn dropped;
    private final StringColumn names;
    private final @Nullable PairReader unknownFields;

    Columns(RowGroupReader rowGroup, TableReader table, int first, int count) {
      attributes = new AttributeReader(rowGroup, SpanSchema.EVENTS, first, first + count);
      times = table.ints(SpanSchema.TIME);
      dropped = table.ints(SpanSchema.DROPPED_ATTRIBUTES);
      names = rowGroup.table(SpanSchema.EVENTS + SpanSchema.TEMPLATES_OF).strings(SpanSchema.NAME);
      unknownFields = PairReader.openStrings(rowGroup, SpanSchema.EVENT_UNKNOWN_FIELDS);
    }
  }
}
