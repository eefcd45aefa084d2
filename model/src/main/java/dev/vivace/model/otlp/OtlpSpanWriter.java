package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.EventList;
import dev.vivace.model.span.LinkList;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import dev.vivace.model.span.ValueType;

/// Writes a span of a batch as the OTLP `Span` message that was sent: attributes with their types
/// and duplicates in their order, unknown fields at the end. Fields are in ascending order, default
/// values are left out, the status is always there. Holds nothing: any thread may use it.
public final class OtlpSpanWriter {

  private static final int HAS_TRACE_ID = 1;
  private static final int HAS_SPAN_ID = 2;

  /// Writes the fields of the span at index `span` into the message that is open in `out`.
  public void write(SpanBatch batch, int span, ProtobufWriter out) {
    SpanList spans = batch.spans();
    out.writeId16Field(OtlpFields.TRACE_ID, spans.traceHigh(span), spans.traceLow(span));
    out.writeId8Field(OtlpFields.SPAN_ID, spans.spanId(span));
    writeText(batch, OtlpFields.TRACE_STATE, spans.traceState(span), out);
    if (spans.parentId(span) != 0) {
      out.writeId8Field(OtlpFields.PARENT_ID, spans.parentId(span));
    }
    writeText(batch, OtlpFields.NAME, spans.name(span), out);
    writeNumber(OtlpFields.KIND, spans.kind(span), out);
    writeFixed64(OtlpFields.START, spans.startNanos(span), out);
    writeFixed64(OtlpFields.END, spans.endNanos(span), out);
    for (int i = spans.firstAttribute(span); i < spans.attributeEnd(span); i++) {
      writeAttribute(batch, OtlpFields.ATTRIBUTES, batch.spanAttributes(), i, out);
    }
    writeCount(OtlpFields.DROPPED_ATTRIBUTES, spans.droppedAttributes(span), out);
    for (int i = spans.firstEvent(span); i < spans.eventEnd(span); i++) {
      writeEvent(batch, i, out);
    }
    writeCount(OtlpFields.DROPPED_EVENTS, spans.droppedEvents(span), out);
    for (int i = spans.firstLink(span); i < spans.linkEnd(span); i++) {
      writeLink(batch, i, out);
    }
    writeCount(OtlpFields.DROPPED_LINKS, spans.droppedLinks(span), out);
    writeStatus(batch, span, out);
    writeFixed32(OtlpFields.FLAGS, spans.flags(span), out);
    writeRaw(batch, spans.unknownFields(span), out);
  }

  private static void writeEvent(SpanBatch batch, int event, ProtobufWriter out) {
    EventList events = batch.events();
    int begin = out.begin(OtlpFields.EVENTS);
    writeFixed64(OtlpFields.EVENT_TIME, events.timeNanos(event), out);
    writeText(batch, OtlpFields.EVENT_NAME, events.name(event), out);
    for (int i = events.firstAttribute(event); i < events.attributeEnd(event); i++) {
      writeAttribute(batch, OtlpFields.EVENT_ATTRIBUTES, batch.eventAttributes(), i, out);
    }
    writeCount(OtlpFields.EVENT_DROPPED_ATTRIBUTES, events.droppedAttributes(event), out);
    writeRaw(batch, events.unknownFields(event), out);
    out.end(begin);
  }

  private static void writeLink(SpanBatch batch, int link, ProtobufWriter out) {
    LinkList links = batch.links();
    int begin = out.begin(OtlpFields.LINKS);
    if ((links.hasIds(link) & HAS_TRACE_ID) != 0) {
      out.writeId16Field(OtlpFields.LINK_TRACE_ID, links.traceHigh(link), links.traceLow(link));
    }
    if ((links.hasIds(link) & HAS_SPAN_ID) != 0) {
      out.writeId8Field(OtlpFields.LINK_SPAN_ID, links.spanId(link));
    }
    writeText(batch, OtlpFields.LINK_TRACE_STATE, links.traceState(link), out);
    for (int i = links.firstAttribute(link); i < links.attributeEnd(link); i++) {
      writeAttribute(batch, OtlpFields.LINK_ATTRIBUTES, batch.linkAttributes(), i, out);
    }
    writeCount(OtlpFields.LINK_DROPPED_ATTRIBUTES, links.droppedAttributes(link), out);
    writeFixed32(OtlpFields.LINK_FLAGS, links.flags(link), out);
    writeRaw(batch, links.unknownFields(link), out);
    out.end(begin);
  }

  private static void writeStatus(SpanBatch batch, int span, ProtobufWriter out) {
    SpanList spans = batch.spans();
    int begin = out.begin(OtlpFields.STATUS);
    writeText(batch, OtlpFields.STATUS_MESSAGE, spans.statusMessage(span), out);
    writeNumber(OtlpFields.STATUS_CODE, spans.statusCode(span), out);
    writeRaw(batch, spans.statusUnknownFields(span), out);
    out.end(begin);
  }

  private static void writeAttribute(
      SpanBatch batch, int field, AttributeList list, int index, ProtobufWriter out) {
    long key = list.key(index);
    long value = list.value(index);
    boolean isNumber = ValueType.ofCode(list.type(index)).isNumber();
    AttributeWriter.write(
        out,
        field,
        batch.bytes(),
        Slice.offset(key),
        Slice.length(key),
        list.type(index),
        value,
        batch.bytes(),
        isNumber ? 0 : Slice.offset(value),
        isNumber ? 0 : Slice.length(value));
  }

  private static void writeText(SpanBatch batch, int field, long slice, ProtobufWriter out) {
    if (Slice.length(slice) > 0) {
      out.writeBytesField(field, batch.bytes(), Slice.offset(slice), Slice.length(slice));
    }
  }

  private static void writeRaw(SpanBatch batch, long slice, ProtobufWriter out) {
    out.writeRaw(batch.bytes(), Slice.offset(slice), Slice.length(slice));
  }

  /// An enum's number; negative ones take ten bytes, as protobuf has it.
  private static void writeNumber(int field, int value, ProtobufWriter out) {
    if (value != 0) {
      out.writeVarintField(field, value);
    }
  }

  /// An unsigned number.
  private static void writeCount(int field, int value, ProtobufWriter out) {
    if (value != 0) {
      out.writeVarintField(field, Integer.toUnsignedLong(value));
    }
  }

  private static void writeFixed64(int field, long value, ProtobufWriter out) {
    if (value != 0) {
      out.writeFixed64Field(field, value);
    }
  }

  private static void writeFixed32(int field, int value, ProtobufWriter out) {
    if (value != 0) {
      out.writeFixed32Field(field, value);
    }
  }
}
