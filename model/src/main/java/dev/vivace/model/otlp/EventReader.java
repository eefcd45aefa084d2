package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.EventList;

/// Reads one OTLP `Span.Event` into a row of the input.batch().
final class EventReader {

  private final ProtobufCursor cursor;
  private final RequestInput input;
  private final AttributeReader attributes;
  private final Pieces unknown;

  EventReader(ProtobufCursor cursor, RequestInput input, AttributeReader attributes) {
    this.cursor = cursor;
    this.input = input;
    this.attributes = attributes;
    this.unknown = new Pieces(input);
  }

  /// Reads the event at the cursor, which stands behind its tag.
  void read() {
    EventList events = input.batch().events();
    int event = events.add();
    events.setFirstAttribute(event, input.batch().eventAttributes().count());
    unknown.clear();
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      readField(events, event);
    }
    cursor.leave(outer);
    events.setAttributeEnd(event, input.batch().eventAttributes().count());
    events.setUnknownFields(event, unknown.join(input.batch(), input.source()));
  }

  private void readField(EventList events, int event) {
    int start = cursor.position();
    int tag = cursor.readTag();
    switch (tag) {
      case OtlpFields.EVENT_TIME_TAG -> events.setTimeNanos(event, cursor.readFixed64());
      case OtlpFields.EVENT_NAME_TAG ->
          events.setName(event, input.name(cursor.readSlice(), DecodeCounts.Kind.TRUNCATED_EVENT));
      case OtlpFields.EVENT_ATTRIBUTES_TAG ->
          attributes.read(input.batch().eventAttributes(), DecodeCounts.Kind.TRUNCATED_EVENT);
      case OtlpFields.EVENT_DROPPED_ATTRIBUTES_TAG ->
          events.setDroppedAttributes(event, (int) cursor.readVarint());
      default -> {
        cursor.skip(tag);
        unknown.add(start, cursor.position());
      }
    }
  }
}
