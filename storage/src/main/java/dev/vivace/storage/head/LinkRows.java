package dev.vivace.storage.head;

import dev.vivace.model.span.LinkList;
import dev.vivace.model.span.SpanBatch;

/// The links of a head's spans: rows of their own, by span row and then as sent.
public final class LinkRows {

  /// Those of a head without links.
  static final LinkRows NONE = new LinkRows(HeadMemory.NONE);

  private static final int OBJECT_BYTES = 48;

  private static final int TRACE_STATE = 0;
  private static final int FLAGS = 1;
  private static final int DROPPED_ATTRIBUTES = 2;
  private static final int UNKNOWN_FIELDS = 3;

  private final IntColumn spanRows;
  private final LongColumn traceHighs;
  private final LongColumn traceLows;
  private final LongColumn spanIds;
  private final IntColumn hasIds;
  private final IntColumn shapes;
  private final AttributeStore attributes;
  private final RareColumns fields;

  LinkRows(HeadMemory memory) {
    spanRows = new IntColumn(memory);
    traceHighs = new LongColumn(memory);
    traceLows = new LongColumn(memory);
    spanIds = new LongColumn(memory);
    hasIds = new IntColumn(memory);
    shapes = new IntColumn(memory);
    attributes = new AttributeStore(memory);
    fields = new RareColumns(memory);
    memory.count(OBJECT_BYTES);
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
    return fields.get(TRACE_STATE);
  }

  public ValueColumn flags() {
    return fields.get(FLAGS);
  }

  public ValueColumn droppedAttributes() {
    return fields.get(DROPPED_ATTRIBUTES);
  }

  public ValueColumn unknownFields() {
    return fields.get(UNKNOWN_FIELDS);
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
              Shapes.EMPTY));
      fields.addText(TRACE_STATE, row, bytes, links.traceState(i));
      fields.addNumber(FLAGS, row, links.flags(i));
      fields.addNumber(DROPPED_ATTRIBUTES, row, links.droppedAttributes(i));
      fields.addText(UNKNOWN_FIELDS, row, bytes, links.unknownFields(i));
    }
  }

  /// The links of those spans of `source` that have a new row.
  static LinkRows carried(HeadMemory memory, LinkRows source, int[] newSpanRows) {
    int[] newRows = Rows.renumber(source.spanRows, newSpanRows);
    if (!Rows.isAnyCarried(newRows)) {
      return NONE;
    }
    LinkRows rows = new LinkRows(memory);
    rows.addFrom(source, newSpanRows, newRows);
    return rows;
  }

  private void addFrom(LinkRows source, int[] newSpanRows, int[] newRows) {
    CarriedCodes newShapes = attributes.addFrom(source.attributes, newRows);
    for (int i = 0; i < newRows.length; i++) {
      if (newRows[i] >= 0) {
        spanRows.add(newSpanRows[source.spanRows.get(i)]);
        traceHighs.add(source.traceHighs.get(i));
        traceLows.add(source.traceLows.get(i));
        spanIds.add(source.spanIds.get(i));
        hasIds.add(source.hasIds.get(i));
        shapes.add(newShapes.get(source.shapes.get(i)));
      }
    }
    fields.addFrom(source.fields, newRows);
  }

  void release() {
    spanRows.release();
    traceHighs.release();
    traceLows.release();
    spanIds.release();
    hasIds.release();
    shapes.release();
    attributes.release();
    fields.release();
  }
}
