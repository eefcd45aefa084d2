package dev.vivace.storage.spans;

import dev.vivace.storage.block.BlockWriter;
import dev.vivace.storage.block.NumberOrder;
import dev.vivace.storage.block.RowGroupInfo;
import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.EventRows;
import dev.vivace.storage.head.LinkRows;
import dev.vivace.storage.head.LiveHead;
import java.io.IOException;
import java.util.Arrays;

/// Gathers the rows of a head for one row group, trace by trace, and writes its tables.
final class RowGroupEncoder {

  private final LiveHead head;
  private final AttributeEncoder spanAttributes;
  private final AttributeEncoder eventAttributes;
  private final AttributeEncoder linkAttributes;
  private final EnvelopeEncoder resources;
  private final EnvelopeEncoder scopes;
  private final int[] positions;

  private int rowCount;
  private int[] rows = new int[1 << 14];
  private int[] depths = new int[1 << 14];
  private long[] numbers = new long[1 << 14];

  private int traceCount;
  private int[] traceOrdinals = new int[1 << 10];
  private long[] traceHighs = new long[1 << 10];
  private long[] traceLows = new long[1 << 10];
  private long[] firstRows = new long[1 << 10];
  private long[] traceStarts = new long[1 << 10];
  private long[] traceEnds = new long[1 << 10];
  private long[] traceFlags = new long[1 << 10];

  RowGroupEncoder(LiveHead head) {
    this.head = head;
    this.spanAttributes = new AttributeEncoder(Sources.ofSpans(head), SpanSchema.SPANS);
    this.eventAttributes = new AttributeEncoder(Sources.ofEvents(head.events()), SpanSchema.EVENTS);
    this.linkAttributes = new AttributeEncoder(Sources.ofLinks(head.links()), SpanSchema.LINKS);
    this.resources = new EnvelopeEncoder(head.resources(), SpanSchema.RESOURCES);
    this.scopes = new EnvelopeEncoder(head.scopes(), SpanSchema.SCOPES);
    this.positions = new int[head.rowCount()];
    Arrays.fill(positions, -1);
  }

  int rowCount() {
    return rowCount;
  }

  int traceCount() {
    return traceCount;
  }

  /// Adds rows `[from, to)` of a trace that was laid out.
  ///
  /// @param startNanos the trace's start, as it was sorted by
  /// @param split whether spans of the trace are in an earlier block or another row group, too
  /// @return the trace's end: the latest of its spans', not before its start
  long add(TraceLayout layout, int from, int to, int trace, long startNanos, boolean split) {
    int needed = rowCount + to - from;
    if (needed > rows.length) {
      int capacity = Math.max(needed, rows.length * 2);
      rows = Arrays.copyOf(rows, capacity);
      depths = Arrays.copyOf(depths, capacity);
    }
    if (traceCount == traceOrdinals.length) {
      growTraces();
    }
    long end = startNanos;
    for (int i = from; i < to; i++) {
      int row = layout.row(i);
      rows[rowCount] = row;
      // A part of a cut trace begins at depth 0: a row is at most one deeper than the row before
      // it.
      depths[rowCount] = i == from ? 0 : Math.min(layout.depth(i), depths[rowCount - 1] + 1);
      positions[row] = rowCount++;
      long spanEnd = head.endNanos(row);
      if (Long.compareUnsigned(spanEnd, end) > 0) {
        end = spanEnd;
      }
    }
    traceOrdinals[traceCount] = trace;
    traceHighs[traceCount] = head.traces().high(trace);
    traceLows[traceCount] = head.traces().low(trace);
    firstRows[traceCount] = (long) rowCount - (to - from);
    traceStarts[traceCount] = startNanos;
    traceEnds[traceCount] = end;
    traceFlags[traceCount] =
        (hasRoot(layout, from, to) ? SpanSchema.HAS_ROOT : 0) | (split ? SpanSchema.SPLIT : 0);
    traceCount++;
    return end;
  }

  private boolean hasRoot(TraceLayout layout, int from, int to) {
    if (from == 0 && to == layout.count()) {
      return layout.hasRoot();
    }
    boolean found = false;
    for (int i = from; i < to; i++) {
      found |= head.parentId(layout.row(i)) == 0;
    }
    return found;
  }

  private void growTraces() {
    int capacity = traceCount * 2;
    traceOrdinals = Arrays.copyOf(traceOrdinals, capacity);
    traceHighs = Arrays.copyOf(traceHighs, capacity);
    traceLows = Arrays.copyOf(traceLows, capacity);
    firstRows = Arrays.copyOf(firstRows, capacity);
    traceStarts = Arrays.copyOf(traceStarts, capacity);
    traceEnds = Arrays.copyOf(traceEnds, capacity);
    traceFlags = Arrays.copyOf(traceFlags, capacity);
  }

  /// Writes the row group and forgets its rows.
  void write(BlockWriter block, IdentityHash setHash, UnsignedRange blockSpanStarts)
      throws IOException {
    if (numbers.length < rowCount) {
      numbers = new long[rows.length];
    }
    RowGroupWriter rowGroup = block.beginRowGroup();
    for (int trace = 0; trace < traceCount; trace++) {
      rowGroup.trace(traceHighs[trace], traceLows[trace]);
    }
    writeTraces(rowGroup);
    writeSpans(rowGroup);
    writePairs(rowGroup);
    writeEvents(rowGroup);
    writeLinks(rowGroup);
    addIdentities(setHash);
    RowGroupInfo info = info();
    blockSpanStarts.add(info.spanStartMin());
    blockSpanStarts.add(info.spanStartMax());
    rowGroup.end(info);
    for (int i = 0; i < rowCount; i++) {
      positions[rows[i]] = -1;
    }
    rowCount = 0;
    traceCount = 0;
  }

  private void writeTraces(RowGroupWriter rowGroup) throws IOException {
    TableWriter table = rowGroup.table(SpanSchema.TRACES, traceCount);
    table.ints(SpanSchema.TRACE_HIGH, NumberOrder.UNSIGNED, traceHighs, traceCount);
    table.ints(SpanSchema.TRACE_LOW, NumberOrder.UNSIGNED, traceLows, traceCount);
    table.ints(SpanSchema.FIRST_ROW, firstRows, traceCount);
    table.ints(SpanSchema.START, NumberOrder.UNSIGNED, traceStarts, traceCount);
    table.ints(SpanSchema.END, NumberOrder.UNSIGNED, traceEnds, traceCount);
    table.ints(SpanSchema.TRACE_FLAGS, traceFlags, traceCount);
  }

  private void writeSpans(RowGroupWriter rowGroup) throws IOException {
    int[] templates = spanAttributes.begin(rows, rowCount, positions);
    TableWriter table = rowGroup.table(SpanSchema.SPANS, rowCount);
    table.ints(SpanSchema.TEMPLATE, templates, rowCount);
    int[] codes = new int[rowCount];
    for (int i = 0; i < rowCount; i++) {
      codes[i] = resources.codeOf(head.resource(rows[i]));
    }
    table.ints(SpanSchema.RESOURCE, codes, rowCount);
    table.ints(SpanSchema.DEPTH, depths, rowCount);
    for (int i = 0; i < rowCount; i++) {
      numbers[i] = head.spanId(rows[i]);
    }
    table.ints(SpanSchema.SPAN_ID, NumberOrder.UNSIGNED, numbers, rowCount);
    for (int i = 0; i < rowCount; i++) {
      numbers[i] = head.endNanos(rows[i]) - head.startNanos(rows[i]);
    }
    table.ints(SpanSchema.DURATION, numbers, rowCount);
    writeStarts(table);
    PairTable.spread(head.flags(), positions, numbers, rowCount);
    table.ints(SpanSchema.FLAGS, numbers, rowCount);
    PairTable.spread(head.droppedAttributes(), positions, numbers, rowCount);
    table.ints(SpanSchema.DROPPED_ATTRIBUTES, numbers, rowCount);
    PairTable.spread(head.droppedEvents(), positions, numbers, rowCount);
    table.ints(SpanSchema.DROPPED_EVENTS, numbers, rowCount);
    PairTable.spread(head.droppedLinks(), positions, numbers, rowCount);
    table.ints(SpanSchema.DROPPED_LINKS, numbers, rowCount);
    spanAttributes.writeColumns(table);
    writeParents(rowGroup);
    writeTemplates(rowGroup);
    spanAttributes.writeRest(rowGroup);
    resources.write(rowGroup);
    scopes.write(rowGroup);
  }

  /// Starts relative to the parent above in the tree, or to the trace's start at depth 0.
  private void writeStarts(TableWriter table) throws IOException {
    long[] startAtDepth = new long[16];
    for (int trace = 0; trace < traceCount; trace++) {
      int end = trace + 1 < traceCount ? (int) firstRows[trace + 1] : rowCount;
      for (int i = (int) firstRows[trace]; i < end; i++) {
        int depth = depths[i];
        if (depth + 1 >= startAtDepth.length) {
          startAtDepth = Arrays.copyOf(startAtDepth, startAtDepth.length * 2);
        }
        long start = head.startNanos(rows[i]);
        numbers[i] = start - (depth == 0 ? traceStarts[trace] : startAtDepth[depth - 1]);
        startAtDepth[depth] = start;
      }
    }
    table.ints(SpanSchema.START, numbers, rowCount);
  }

  /// The parent ids that the depth does not imply.
  private void writeParents(RowGroupWriter rowGroup) throws IOException {
    long[] idAtDepth = new long[16];
    long[] found = new long[16];
    long[] ids = new long[16];
    int count = 0;
    for (int i = 0; i < rowCount; i++) {
      int depth = depths[i];
      if (depth + 1 >= idAtDepth.length) {
        idAtDepth = Arrays.copyOf(idAtDepth, idAtDepth.length * 2);
      }
      idAtDepth[depth] = head.spanId(rows[i]);
      long implied = depth == 0 ? 0 : idAtDepth[depth - 1];
      long parent = head.parentId(rows[i]);
      if (parent != implied) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
          ids = Arrays.copyOf(ids, count * 2);
        }
        found[count] = i;
        ids[count++] = parent;
      }
    }
    if (count > 0) {
      TableWriter table = rowGroup.table(SpanSchema.PARENTS, count);
      table.ints(SpanSchema.ROW, found, count);
      table.ints(SpanSchema.VALUE, NumberOrder.UNSIGNED, ids, count);
    }
  }

  private void writeTemplates(RowGroupWriter rowGroup) throws IOException {
    TemplateTable templates = spanAttributes.templates();
    int count = templates.count();
    TableWriter table = rowGroup.table(SpanSchema.SPANS + SpanSchema.TEMPLATES_OF, count);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = scopes.codeOf(templates.fact(i, LiveHead.SCOPE));
    }
    table.ints(SpanSchema.SCOPE, values, count);
    for (int i = 0; i < count; i++) {
      values[i] = templates.fact(i, LiveHead.KIND);
    }
    table.ints(SpanSchema.KIND, values, count);
    for (int i = 0; i < count; i++) {
      values[i] = templates.fact(i, LiveHead.STATUS);
    }
    table.ints(SpanSchema.STATUS, values, count);
    for (int i = 0; i < count; i++) {
      values[i] = templates.fact(i, LiveHead.NAME);
    }
    table.strings(SpanSchema.NAME, new Texts(head.names(), values, count));
    table.strings(SpanSchema.KEYS, templates.keyLists());
  }

  private void writePairs(RowGroupWriter rowGroup) throws IOException {
    PairTable.write(rowGroup, SpanSchema.STATUS_MESSAGES, head.statusMessages(), positions);
    PairTable.write(
        rowGroup, SpanSchema.STATUS_UNKNOWN_FIELDS, head.statusUnknownFields(), positions);
    PairTable.write(rowGroup, SpanSchema.TRACE_STATES, head.traceStates(), positions);
    PairTable.write(rowGroup, SpanSchema.SPAN_UNKNOWN_FIELDS, head.unknownFields(), positions);
  }

  private void writeEvents(RowGroupWriter rowGroup) throws IOException {
    EventRows events = head.events();
    if (events.count() == 0) {
      return;
    }
    OwnedRows owned =
        OwnedRows.of(events.count(), events::spanRow, events::firstOf, rows, rowCount);
    if (owned.count() == 0) {
      return;
    }
    int count = owned.count();
    int[] templates = eventAttributes.begin(owned.headRows(), count, owned.positions());
    TableWriter table = rowGroup.table(SpanSchema.EVENTS, count);
    table.ints(SpanSchema.SPAN_ROW, owned.ownerPositions(), count);
    table.ints(SpanSchema.TEMPLATE, templates, count);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      int event = owned.headRows()[i];
      values[i] = events.timeNanos(event) - head.startNanos(events.spanRow(event));
    }
    table.ints(SpanSchema.TIME, values, count);
    PairTable.spread(events.droppedAttributes(), owned.positions(), values, count);
    table.ints(SpanSchema.DROPPED_ATTRIBUTES, values, count);
    eventAttributes.writeColumns(table);
    TemplateTable eventTemplates = eventAttributes.templates();
    TableWriter templateTable =
        rowGroup.table(SpanSchema.EVENTS + SpanSchema.TEMPLATES_OF, eventTemplates.count());
    int[] names = new int[eventTemplates.count()];
    Arrays.setAll(names, i -> eventTemplates.fact(i, 0));
    templateTable.strings(SpanSchema.NAME, new Texts(events.names(), names, names.length));
    templateTable.strings(SpanSchema.KEYS, eventTemplates.keyLists());
    eventAttributes.writeRest(rowGroup);
    PairTable.write(
        rowGroup, SpanSchema.EVENT_UNKNOWN_FIELDS, events.unknownFields(), owned.positions());
  }

  private void writeLinks(RowGroupWriter rowGroup) throws IOException {
    LinkRows links = head.links();
    if (links.count() == 0) {
      return;
    }
    OwnedRows owned = OwnedRows.of(links.count(), links::spanRow, links::firstOf, rows, rowCount);
    if (owned.count() == 0) {
      return;
    }
    int count = owned.count();
    int[] linkRows = owned.headRows();
    int[] templates = linkAttributes.begin(linkRows, count, owned.positions());
    TableWriter table = rowGroup.table(SpanSchema.LINKS, count);
    table.ints(SpanSchema.SPAN_ROW, owned.ownerPositions(), count);
    table.ints(SpanSchema.TEMPLATE, templates, count);
    long[] values = new long[count];
    Arrays.setAll(values, i -> links.traceHigh(linkRows[i]));
    table.ints(SpanSchema.TRACE_HIGH, NumberOrder.UNSIGNED, values, count);
    Arrays.setAll(values, i -> links.traceLow(linkRows[i]));
    table.ints(SpanSchema.TRACE_LOW, NumberOrder.UNSIGNED, values, count);
    Arrays.setAll(values, i -> links.spanId(linkRows[i]));
    table.ints(SpanSchema.SPAN_ID, NumberOrder.UNSIGNED, values, count);
    Arrays.setAll(values, i -> links.hasIds(linkRows[i]));
    table.ints(SpanSchema.HAS_IDS, values, count);
    PairTable.spread(links.flags(), owned.positions(), values, count);
    table.ints(SpanSchema.FLAGS, values, count);
    PairTable.spread(links.droppedAttributes(), owned.positions(), values, count);
    table.ints(SpanSchema.DROPPED_ATTRIBUTES, values, count);
    linkAttributes.writeColumns(table);
    TemplateTable linkTemplates = linkAttributes.templates();
    TableWriter templateTable =
        rowGroup.table(SpanSchema.LINKS + SpanSchema.TEMPLATES_OF, linkTemplates.count());
    templateTable.strings(SpanSchema.KEYS, linkTemplates.keyLists());
    linkAttributes.writeRest(rowGroup);
    PairTable.write(rowGroup, SpanSchema.LINK_TRACE_STATES, links.traceStates(), owned.positions());
    PairTable.write(
        rowGroup, SpanSchema.LINK_UNKNOWN_FIELDS, links.unknownFields(), owned.positions());
  }

  private void addIdentities(IdentityHash setHash) {
    for (int trace = 0; trace < traceCount; trace++) {
      int end = trace + 1 < traceCount ? (int) firstRows[trace + 1] : rowCount;
      for (int i = (int) firstRows[trace]; i < end; i++) {
        int row = rows[i];
        int kind = head.templates().get(head.template(row), LiveHead.KIND);
        setHash.add(
            traceHighs[trace], traceLows[trace], head.spanId(row), kind, head.startNanos(row));
      }
    }
  }

  private RowGroupInfo info() {
    UnsignedRange starts = new UnsignedRange();
    UnsignedRange ends = new UnsignedRange();
    UnsignedRange spanStarts = new UnsignedRange();
    for (int trace = 0; trace < traceCount; trace++) {
      starts.add(traceStarts[trace]);
      ends.add(traceEnds[trace]);
    }
    for (int i = 0; i < rowCount; i++) {
      long start = head.startNanos(rows[i]);
      spanStarts.add(start == 0 ? head.receivedNanos(rows[i]) : start);
    }
    return new RowGroupInfo(
        rowCount,
        traceCount,
        starts.min(),
        starts.max(),
        ends.max(),
        spanStarts.min(),
        spanStarts.max());
  }
}
