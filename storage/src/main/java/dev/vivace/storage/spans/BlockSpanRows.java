package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.trace.ByteRange;
import dev.vivace.storage.trace.SpanRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows `[from, to)` of a row group, all of one trace, as spans. Rows must be asked for front
/// to back.
final class BlockSpanRows implements SpanRows {

  private final long traceHigh;
  private final long traceLow;
  private final int from;
  private final AttributeReader attributes;
  private final long[] spanIds;
  private final long[] parentIds;
  private final long[] starts;
  private final long[] durations;
  private final int[] resources;
  private final int[] flags;
  private final int[] droppedAttributes;
  private final int[] droppedEvents;
  private final int[] droppedLinks;
  private final IntColumn kinds;
  private final IntColumn statuses;
  private final IntColumn scopes;
  private final StringColumn names;
  private final @Nullable PairReader traceStates;
  private final @Nullable PairReader statusMessages;
  private final @Nullable PairReader statusUnknownFields;
  private final @Nullable PairReader unknownFields;
  private final Events events;
  private final Links links;

  /// Reads what all spans have.
  ///
  /// @param traceStart the trace's start, from which depth 0 counts
  BlockSpanRows(
      RowGroupReader rowGroup, long traceHigh, long traceLow, long traceStart, int from, int to) {
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.from = from;
    int count = to - from;
    TableReader table = rowGroup.table(SpanSchema.SPANS);
    attributes = new AttributeReader(rowGroup, SpanSchema.SPANS, from, to);
    spanIds = new long[count];
    table.ints(SpanSchema.SPAN_ID).read(from, count, spanIds, 0);
    starts = new long[count];
    table.ints(SpanSchema.START).read(from, count, starts, 0);
    durations = new long[count];
    table.ints(SpanSchema.DURATION).read(from, count, durations, 0);
    resources = ints(table.ints(SpanSchema.RESOURCE), from, count);
    flags = ints(table.ints(SpanSchema.FLAGS), from, count);
    droppedAttributes = ints(table.ints(SpanSchema.DROPPED_ATTRIBUTES), from, count);
    droppedEvents = ints(table.ints(SpanSchema.DROPPED_EVENTS), from, count);
    droppedLinks = ints(table.ints(SpanSchema.DROPPED_LINKS), from, count);
    TableReader templates = rowGroup.table(SpanSchema.SPANS + SpanSchema.TEMPLATES_OF);
    kinds = templates.ints(SpanSchema.KIND);
    statuses = templates.ints(SpanSchema.STATUS);
    scopes = templates.ints(SpanSchema.SCOPE);
    names = templates.strings(SpanSchema.NAME);
    traceStates = PairReader.openStrings(rowGroup, SpanSchema.TRACE_STATES);
    statusMessages = PairReader.openStrings(rowGroup, SpanSchema.STATUS_MESSAGES);
    statusUnknownFields = PairReader.openStrings(rowGroup, SpanSchema.STATUS_UNKNOWN_FIELDS);
    unknownFields = PairReader.openStrings(rowGroup, SpanSchema.SPAN_UNKNOWN_FIELDS);
    parentIds = new long[count];
    resolveParents(
        ints(table.ints(SpanSchema.DEPTH), from, count),
        PairReader.openInts(rowGroup, SpanSchema.PARENTS),
        traceStart);
    events = new BlockEvents(rowGroup, from, to, row -> starts[row - from]);
    links = new BlockLinks(rowGroup, from, to);
  }

  private static int[] ints(IntColumn column, int from, int count) {
    int[] values = new int[count];
    column.read(from, count, values, 0);
    return values;
  }

  /// Turns depths into parent ids and starts relative to the parent's into starts.
  private void resolveParents(int[] depths, @Nullable PairReader deviating, long traceStart) {
    int[] rowAtDepth = new int[16];
    for (int i = 0; i < depths.length; i++) {
      int depth = depths[i];
      if (depth >= rowAtDepth.length) {
        rowAtDepth = Arrays.copyOf(rowAtDepth, depth * 2);
      }
      rowAtDepth[depth] = i;
      int parent = depth == 0 ? -1 : rowAtDepth[depth - 1];
      starts[i] += parent < 0 ? traceStart : starts[parent];
      parentIds[i] = PairReader.number(deviating, from + i, parent < 0 ? 0 : spanIds[parent]);
    }
  }

  int resource(int row) {
    return resources[row - from];
  }

  int scope(int row) {
    return (int) scopes.get(attributes.template(row));
  }

  @Override
  public long traceHigh(int row) {
    return traceHigh;
  }

  @Override
  public long traceLow(int row) {
    return traceLow;
  }

  @Override
  public long spanId(int row) {
    return spanIds[row - from];
  }

  @Override
  public long parentId(int row) {
    return parentIds[row - from];
  }

  @Override
  public long startNanos(int row) {
    return starts[row - from];
  }

  @Override
  public long endNanos(int row) {
    return starts[row - from] + durations[row - from];
  }

  @Override
  public int kind(int row) {
    return (int) kinds.get(attributes.template(row));
  }

  @Override
  public int statusCode(int row) {
    return (int) statuses.get(attributes.template(row));
  }

  @Override
  public int flags(int row) {
    return flags[row - from];
  }

  @Override
  public int droppedAttributes(int row) {
    return droppedAttributes[row - from];
  }

  @Override
  public int droppedEvents(int row) {
    return droppedEvents[row - from];
  }

  @Override
  public int droppedLinks(int row) {
    return droppedLinks[row - from];
  }

  @Override
  public void name(int row, ByteRange target) {
    names.seek(names.code(attributes.template(row)));
    target.set(names.bytes(), names.offset(), names.length());
  }

  @Override
  public void traceState(int row, ByteRange target) {
    PairReader.text(traceStates, row, target);
  }

  @Override
  public void statusMessage(int row, ByteRange target) {
    PairReader.text(statusMessages, row, target);
  }

  @Override
  public void statusUnknownFields(int row, ByteRange target) {
    PairReader.text(statusUnknownFields, row, target);
  }

  @Override
  public void unknownFields(int row, ByteRange target) {
    PairReader.text(unknownFields, row, target);
  }

  @Override
  public void writeAttributes(int row, int field, ProtobufWriter out) {
    attributes.write(row, field, out);
  }

  @Override
  public Events events() {
    return events;
  }

  @Override
  public Links links() {
    return links;
  }
}
