package dev.vivace.storage.trace;

import dev.vivace.model.bytes.ProtobufWriter;

/// Spans by row, wherever they lie: what [SpanEncoder] needs to write them as they were sent. Texts
/// that a span does not have are empty. For one thread.
public interface SpanRows {

  long traceHigh(int row);

  long traceLow(int row);

  long spanId(int row);

  /// The parent's span id; 0 is none.
  long parentId(int row);

  long startNanos(int row);

  long endNanos(int row);

  int kind(int row);

  int statusCode(int row);

  int flags(int row);

  int droppedAttributes(int row);

  int droppedEvents(int row);

  int droppedLinks(int row);

  void name(int row, ByteRange target);

  void traceState(int row, ByteRange target);

  void statusMessage(int row, ByteRange target);

  void statusUnknownFields(int row, ByteRange target);

  void unknownFields(int row, ByteRange target);

  /// Writes the span's attributes, in the order sent, as fields of this number.
  void writeAttributes(int row, int field, ProtobufWriter out);

  Events events();

  Links links();

  /// What events and links have in common: rows of their own, a range for each span.
  interface Owned {

    int firstOf(int spanRow);

    int endOf(int spanRow);

    int droppedAttributes(int row);

    void unknownFields(int row, ByteRange target);

    void writeAttributes(int row, int field, ProtobufWriter out);
  }

  /// Events by row.
  interface Events extends Owned {

    long timeNanos(int row);

    void name(int row, ByteRange target);
  }

  /// Links by row.
  interface Links extends Owned {

    long traceHigh(int row);

    long traceLow(int row);

    long spanId(int row);

    /// Which ids were sent: bit 0 the trace id, bit 1 the span id.
    int hasIds(int row);

    int flags(int row);

    void traceState(int row, ByteRange target);
  }
}
