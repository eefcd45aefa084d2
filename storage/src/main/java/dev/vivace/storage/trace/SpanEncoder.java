package dev.vivace.storage.trace;

import dev.vivace.model.bytes.ProtobufWriter;

/// Writes spans as OTLP `Span` messages. `status` is always there, if need be empty: Grafana's data
/// source requires it.
///
/// Source: opentelemetry/proto/trace/v1/trace.proto, version 1.
public final class SpanEncoder {

  private static final int HAS_TRACE_ID = 1;
  private static final int HAS_SPAN_ID = 2;

  private final ByteRange range = new ByteRange();

  /// Writes the fields of one span.
  public void write(SpanRows rows, int row, ProtobufWriter out) {
    out.writeId16Field(1, rows.traceHigh(row), rows.traceLow(row));
    out.writeId8Field(2, rows.spanId(row));
    rows.traceState(row, range);
    writeText(out, 3);
    if (rows.parentId(row) != 0) {
      out.writeId8Field(4, rows.parentId(row));
    }
    rows.name(row, range);
    writeText(out, 5);
    writeNumber(out, 6, rows.kind(row));
    writeTime(out, 7, rows.startNanos(row));
    writeTime(out, 8, rows.endNanos(row));
    rows.writeAttributes(row, 9, out);
    writeUnsigned(out, 10, rows.droppedAttributes(row));
    writeEvents(rows.events(), row, out);
    writeUnsigned(out, 12, rows.droppedEvents(row));
    writeLinks(rows.links(), row, out);
    writeUnsigned(out, 14, rows.droppedLinks(row));
    writeStatus(rows, row, out);
    if (rows.flags(row) != 0) {
      out.writeFixed32Field(16, rows.flags(row));
    }
    rows.unknownFields(row, range);
    out.writeRaw(range.bytes(), range.offset(), range.length());
  }

  private void writeEvents(SpanRows.Events events, int row, ProtobufWriter out) {
    int end = events.endOf(row);
    for (int event = events.firstOf(row); event < end; event++) {
      int message = out.begin(11);
      writeTime(out, 1, events.timeNanos(event));
      events.name(event, range);
      writeText(out, 2);
      events.writeAttributes(event, 3, out);
      writeUnsigned(out, 4, events.droppedAttributes(event));
      events.unknownFields(event, range);
      out.writeRaw(range.bytes(), range.offset(), range.length());
      out.end(message);
    }
  }

  private void writeLinks(SpanRows.Links links, int row, ProtobufWriter out) {
    int end = links.endOf(row);
    for (int link = links.firstOf(row); link < end; link++) {
      int message = out.begin(13);
      if ((links.hasIds(link) & HAS_TRACE_ID) != 0) {
        out.writeId16Field(1, links.traceHigh(link), links.traceLow(link));
      }
      if ((links.hasIds(link) & HAS_SPAN_ID) != 0) {
        out.writeId8Field(2, links.spanId(link));
      }
      links.traceState(link, range);
      writeText(out, 3);
      links.writeAttributes(link, 4, out);
      writeUnsigned(out, 5, links.droppedAttributes(link));
      if (links.flags(link) != 0) {
        out.writeFixed32Field(6, links.flags(link));
      }
      links.unknownFields(link, range);
      out.writeRaw(range.bytes(), range.offset(), range.length());
      out.end(message);
    }
  }

  private void writeStatus(SpanRows rows, int row, ProtobufWriter out) {
    int message = out.begin(15);
    rows.statusMessage(row, range);
    writeText(out, 2);
    writeNumber(out, 3, rows.statusCode(row));
    rows.statusUnknownFields(row, range);
    out.writeRaw(range.bytes(), range.offset(), range.length());
    out.end(message);
  }

  private void writeText(ProtobufWriter out, int field) {
    if (range.length() > 0) {
      out.writeBytesField(field, range.bytes(), range.offset(), range.length());
    }
  }

  private static void writeTime(ProtobufWriter out, int field, long nanos) {
    if (nanos != 0) {
      out.writeFixed64Field(field, nanos);
    }
  }

  /// Writes an enum's number, sign-extended as protobuf does.
  private static void writeNumber(ProtobufWriter out, int field, int number) {
    if (number != 0) {
      out.writeVarintField(field, number);
    }
  }

  private static void writeUnsigned(ProtobufWriter out, int field, int number) {
    if (number != 0) {
      out.writeVarintField(field, Integer.toUnsignedLong(number));
    }
  }
}
