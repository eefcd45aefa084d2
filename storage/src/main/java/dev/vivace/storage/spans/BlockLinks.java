package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.trace.ByteRange;
import dev.vivace.storage.trace.SpanRows;
import org.jspecify.annotations.Nullable;

/// The links of the spans `[from, to)` of a row group. Opens nothing if they have none.
final class BlockLinks implements SpanRows.Links {

  private final int first;
  private final int[] spanRows;
  private final @Nullable Columns columns;

  BlockLinks(RowGroupReader rowGroup, int from, int to) {
    if (!rowGroup.hasTable(SpanSchema.LINKS)) {
      first = 0;
      spanRows = new int[0];
      columns = null;
      return;
    }
    TableReader table = rowGroup.table(SpanSchema.LINKS);
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
  public long traceHigh(int row) {
    return columns().traceHighs.get(row);
  }

  @Override
  public long traceLow(int row) {
    return columns().traceLows.get(row);
  }

  @Override
  public long spanId(int row) {
    return columns().spanIds.get(row);
  }

  @Override
  public int hasIds(int row) {
    return (int) columns().hasIds.get(row);
  }

  @Override
  public int flags(int row) {
    return (int) columns().flags.get(row);
  }

  @Override
  public void traceState(int row, ByteRange target) {
    PairReader.text(columns().traceStates, row, target);
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
      throw new IllegalStateException("these spans have no links");
    }
    return columns;
  }

  private static final class Columns {

    private final AttributeReader attributes;
    private final IntColumn traceHighs;
    private final IntColumn traceLows;
    private final IntColumn spanIds;
    private final IntColumn hasIds;
    private final IntColumn flags;
    private final IntColumn dropped;
    private final @Nullable PairReader traceStates;
    private final @Nullable PairReader unknownFields;

    Columns(RowGroupReader rowGroup, TableReader table, int first, int count) {
      attributes = new AttributeReader(rowGroup, SpanSchema.LINKS, first, first + count);
      traceHighs = table.ints(SpanSchema.TRACE_HIGH);
      traceLows = table.ints(SpanSchema.TRACE_LOW);
      spanIds = table.ints(SpanSchema.SPAN_ID);
      hasIds = table.ints(SpanSchema.HAS_IDS);
      flags = table.ints(SpanSchema.FLAGS);
      dropped = table.ints(SpanSchema.DROPPED_ATTRIBUTES);
      traceStates = PairReader.openStrings(rowGroup, SpanSchema.LINK_TRACE_STATES);
      unknownFields = PairReader.openStrings(rowGroup, SpanSchema.LINK_UNKNOWN_FIELDS);
    }
  }
}
