package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.EventList;
import dev.vivace.model.span.SpanBatch;

/// The events of a head's spans: rows of their own, by span row and then as sent.
public final class EventRows {

  private final IntColumn spanRows;
  private final LongColumn timeNanos;
  private final IntColumn templates;
  private final ByteDictionary names;
  private final Tuples nameAndShape;
  private final AttributeStore attributes;
  private final ValueColumn droppedAttributes;
  private final ValueColumn unknownFields;

  EventRows(HeadMemory memory) {
    spanRows = new IntColumn(memory);
    timeNanos = new LongColumn(memory);
    templates = new IntColumn(memory);
    names = new ByteDictionary(memory);
    nameAndShape = new Tuples(memory, 2);
    attributes = new AttributeStore(memory);
    droppedAttributes = new ValueColumn(memory, true);
    unknownFields = new ValueColumn(memory, false);
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
    return droppedAttributes;
  }

  public ValueColumn unknownFields() {
    return unknownFields;
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
              -1);
      int nameCode = names.intern(bytes, Slice.offset(name), Slice.length(name));
      spanRows.add(spanRow);
      timeNanos.add(events.timeNanos(i));
      templates.add(nameAndShape.with(0, nameCode).with(1, shape).intern());
      if (events.droppedAttributes(i) != 0) {
        droppedAttributes.addNumber(row, events.droppedAttributes(i));
      }
      long unknown = events.unknownFields(i);
      if (Slice.length(unknown) > 0) {
        unknownFields.addText(row, bytes, Slice.offset(unknown), Slice.length(unknown));
      }
    }
  }

  /// Appends the events of those spans of `source` that have a new row. These rows must be empty.
  void addFrom(EventRows source, int[] newSpanRows) {
    int[] newRows = Rows.renumber(source.spanRows, newSpanRows);
    CarriedShapes shapes = attributes.addFrom(source.attributes, newRows);
    for (int i = 0; i < newRows.length; i++) {
      if (newRows[i] < 0) {
        continue;
      }
      int template = source.templates.get(i);
      int name = source.nameAndShape.get(template, 0);
      int shape = shapes.newCode(source.nameAndShape.get(template, 1));
      int nameCode =
          names.intern(
              source.names.array(name), source.names.offset(name), source.names.length(name));
      spanRows.add(newSpanRows[source.spanRows.get(i)]);
      timeNanos.add(source.timeNanos.get(i));
      templates.add(nameAndShape.with(0, nameCode).with(1, shape).intern());
    }
    droppedAttributes.addFrom(source.droppedAttributes, newRows);
    unknownFields.addFrom(source.unknownFields, newRows);
  }

  void release() {
    spanRows.release();
    timeNanos.release();
    templates.release();
    names.release();
    nameAndShape.release();
    attributes.release();
    droppedAttributes.release();
    unknownFields.release();
  }
}
