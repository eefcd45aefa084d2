package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.EventList;
import dev.vivace.model.span.SpanBatch;

/// The events of a head's spans: rows of their own, by span row and then as sent.
public final class EventRows {

  /// Those of a head without events.
  static final EventRows NONE = new EventRows(HeadMemory.NONE);

  private static final int OBJECT_BYTES = 40;

  // Elements of a template.
  private static final int NAME = 0;
  private static final int SHAPE = 1;

  private static final int DROPPED_ATTRIBUTES = 0;
  private static final int UNKNOWN_FIELDS = 1;

  private final IntColumn spanRows;
  private final LongColumn timeNanos;
  private final IntColumn templates;
  private final ByteDictionary names;
  private final Tuples nameAndShape;
  private final AttributeStore attributes;
  private final RareColumns fields;

  EventRows(HeadMemory memory) {
    spanRows = new IntColumn(memory);
    timeNanos = new LongColumn(memory);
    templates = new IntColumn(memory);
    names = new ByteDictionary(memory);
    nameAndShape = new Tuples(memory, 2);
    attributes = new AttributeStore(memory);
    fields = new RareColumns(memory);
    memory.count(OBJECT_BYTES);
  }

  public int count() {
    return spanRows.count();
  }

  public int spanRow(int event) {
    return spanRows.get(event);
  }

  public long timeNanos(int event) {
    return timeNanos.get(event);
  }

  /// The event's code in [#templates].
  public int template(int event) {
    return templates.get(event);
  }

  /// Pairs of name code and shape.
  public Tuples templates() {
    return nameAndShape;
  }

  public ByteDictionary names() {
    return names;
  }

  public AttributeStore attributes() {
    return attributes;
  }

  public ValueColumn droppedAttributes() {
    return fields.get(DROPPED_ATTRIBUTES);
  }

  public ValueColumn unknownFields() {
    return fields.get(UNKNOWN_FIELDS);
  }

  /// The index of the first event of `spanRow` or a later span.
  public int firstOf(int spanRow) {
    return Rows.firstFrom(spanRows, spanRow);
  }

  void append(int spanRow, SpanBatch batch, int first, int end) {
    EventList events = batch.events();
    byte[] bytes = batch.bytes();
    for (int i = first; i < end; i++) {
      int row = spanRows.count();
      long name = events.name(i);
      int shape =
          attributes.append(
              row,
              bytes,
              batch.eventAttributes(),
              events.firstAttribute(i),
              events.attributeEnd(i),
              Shapes.EMPTY);
      int nameCode = names.intern(bytes, Slice.offset(name), Slice.length(name));
      spanRows.add(spanRow);
      timeNanos.add(events.timeNanos(i));
      templates.add(template(nameCode, shape));
      fields.addNumber(DROPPED_ATTRIBUTES, row, events.droppedAttributes(i));
      fields.addText(UNKNOWN_FIELDS, row, bytes, events.unknownFields(i));
    }
  }

  private int template(int name, int shape) {
    return nameAndShape.with(NAME, name).with(SHAPE, shape).intern();
  }

  /// The events of those spans of `source` that have a new row.
  static EventRows carried(HeadMemory memory, EventRows source, int[] newSpanRows) {
    int[] newRows = Rows.renumber(source.spanRows, newSpanRows);
    if (!Rows.isAnyCarried(newRows)) {
      return NONE;
    }
    EventRows rows = new EventRows(memory);
    rows.addFrom(source, newSpanRows, newRows);
    return rows;
  }

  private void addFrom(EventRows source, int[] newSpanRows, int[] newRows) {
    CarriedCodes shapes = attributes.addFrom(source.attributes, newRows);
    CarriedCodes newTemplates =
        new CarriedCodes(source.nameAndShape.count(), code -> carry(source, code, shapes));
    for (int i = 0; i < newRows.length; i++) {
      if (newRows[i] >= 0) {
        spanRows.add(newSpanRows[source.spanRows.get(i)]);
        timeNanos.add(source.timeNanos.get(i));
        templates.add(newTemplates.get(source.templates.get(i)));
      }
    }
    fields.addFrom(source.fields, newRows);
  }

  private int carry(EventRows source, int template, CarriedCodes shapes) {
    int name = names.internFrom(source.names, source.nameAndShape.get(template, NAME));
    return template(name, shapes.get(source.nameAndShape.get(template, SHAPE)));
  }

  void release() {
    spanRows.release();
    timeNanos.release();
    templates.release();
    names.release();
    nameAndShape.release();
    attributes.release();
    fields.release();
  }
}
