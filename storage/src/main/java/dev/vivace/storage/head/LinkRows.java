package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.LinkList;
import dev.vivace.model.span.SpanBatch;

/// The links of a head's spans: rows of their own, by span row and then as sent.
public final class LinkRows {

  private final IntColumn spanRows;
  private final LongColumn traceHighs;
  private final LongColumn traceLows;
  private final LongColumn spanIds;
  private final IntColumn hasIds;
  private final IntColumn shapes;
  private final AttributeStore attributes;
  private final ValueColumn traceStates;
  private final ValueColumn flags;
  private final ValueColumn droppedAttributes;
  private final ValueColumn unknownFields;

  LinkRows(HeadMemory memory) {
    spanRows = new IntColumn(memory);
    traceHighs = new LongColumn(memory);
    traceLows = new LongColumn(memory);
    spanIds = new LongColumn(memory);
    hasIds = new IntColumn(memory);
    shapes = new IntColumn(memory);
    attributes = new AttributeStore(memory);
    traceStates = new ValueColumn(memory, false);
    flags = new ValueColumn(memory, true);
    droppedAttributes = new ValueColumn(memory, true);
    unknownFields = new ValueColumn(memory, false);
  }

  public int count() {
    return spanRows.count();
  }

  public int spanRow(int link) {
    return spanRows.get(link);
  }

  public long traceHigh(int link) {
    return traceHighs.get(link);
  }

  public long traceLow(int link) {
    return traceLows.get(link);
  }

  public long spanId(int link) {
    return spanIds.get(link);
  }

  /// Which ids were sent: bit 0 the trace id, bit 1 the span id.
  public int hasIds(int link) {
    return hasIds.get(link);
  }

  /// The link's shape in [#attributes].
  public int shape(int link) {
    return shapes.get(link);
  }

  public AttributeStore attributes() {
    return attributes;
  }

  public ValueColumn traceStates() {
    return traceStates;
  }

  public ValueColumn flags() {
    return flags;
  }

  public ValueColumn droppedAttributes() {
    return droppedAttributes;
  }

  public ValueColumn unknownFields() {
    return unknownFields;
  }

  /// The index of the first link of `spanRow` or a later span.
  public int firstOf(int spanRow) {
    return Rows.firstFrom(spanRows, spanRow);
  }

  void append(int spanRow, SpanBatch batch, int first, int end) {
    LinkList links = batch.links();
    byte[] bytes = batch.bytes();
    for (int i = first; i < end; i++) {
      int row = spanRows.count();
      spanRows.add(spanRow);
      traceHighs.add(links.traceHigh(i));
      traceLows.add(links.traceLow(i));
      spanIds.add(links.spanId(i));
      hasIds.add(links.hasIds(i));
      shapes.add(
          attributes.append(
              row,
              bytes,
              batch.linkAttributes(),
              links.firstAttribute(i),
              links.attributeEnd(i),
              -1));
      addText(traceStates, row, bytes, links.traceState(i));
      addText(unknownFields, row, bytes, links.unknownFields(i));
      if (links.flags(i) != 0) {
        flags.addNumber(row, links.flags(i));
      }
      if (links.droppedAttributes(i) != 0) {
        droppedAttributes.addNumber(row, links.droppedAttributes(i));
      }
    }
  }

  private static void addText(ValueColumn column, int row, byte[] bytes, long slice) {
    if (Slice.length(slice) > 0) {
      column.addText(row, bytes, Slice.offset(slice), Slice.length(slice));
    }
  }

  /// Appends the links of those spans of `source` that have a new row. These rows must be empty.
  void addFrom(LinkRows source, int[] newSpanRows) {
    int[] newRows = Rows.renumber(source.spanRows, newSpanRows);
    CarriedShapes carriedShapes = attributes.addFrom(source.attributes, newRows);
    for (int i = 0; i < newRows.length; i++) {
      if (newRows[i] < 0) {
        continue;
      }
      spanRows.add(newSpanRows[source.spanRows.get(i)]);
      traceHighs.add(source.traceHighs.get(i));
      traceLows.add(source.traceLows.get(i));
      spanIds.add(source.spanIds.get(i));
      hasIds.add(source.hasIds.get(i));
      shapes.add(carriedShapes.newCode(source.shapes.get(i)));
    }
    traceStates.addFrom(source.traceStates, newRows);
    flags.addFrom(source.flags, newRows);
    droppedAttributes.addFrom(source.droppedAttributes, newRows);
    unknownFields.addFrom(source.unknownFields, newRows);
  }

  void release() {
    spanRows.release();
    traceHighs.release();
    traceLows.release();
    spanIds.release();
    hasIds.release();
    shapes.release();
    attributes.release();
    traceStates.release();
    flags.release();
    droppedAttributes.release();
    unknownFields.release();
  }
}
