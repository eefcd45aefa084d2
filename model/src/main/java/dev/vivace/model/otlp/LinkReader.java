package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.LinkList;

/// Reads one OTLP `Span.Link` into a row of the input.batch(). An id of a wrong length becomes
/// none.
final class LinkReader {

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final int HAS_TRACE_ID = 1;
  private static final int HAS_SPAN_ID = 2;

  private final ProtobufCursor cursor;
  private final RequestInput input;
  private final AttributeReader attributes;
  private final Pieces unknown;
  private long traceId;
  private long spanId;

  LinkReader(ProtobufCursor cursor, RequestInput input, AttributeReader attributes) {
    this.cursor = cursor;
    this.input = input;
    this.attributes = attributes;
    this.unknown = new Pieces(input);
  }

  /// Reads the link at the cursor, which stands behind its tag.
  void read() {
    LinkList links = input.batch().links();
    int link = links.add();
    links.setFirstAttribute(link, input.batch().linkAttributes().count());
    traceId = Slice.EMPTY;
    spanId = Slice.EMPTY;
    unknown.clear();
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      readField(links, link);
    }
    cursor.leave(outer);
    setIds(links, link);
    links.setAttributeEnd(link, input.batch().linkAttributes().count());
    links.setUnknownFields(link, unknown.join(input.batch(), input.source()));
  }

  private void readField(LinkList links, int link) {
    int start = cursor.position();
    int tag = cursor.readTag();
    switch (tag) {
      case OtlpFields.LINK_TRACE_ID_TAG -> traceId = cursor.readSlice();
      case OtlpFields.LINK_SPAN_ID_TAG -> spanId = cursor.readSlice();
      case OtlpFields.LINK_TRACE_STATE_TAG ->
          links.setTraceState(
              link, input.name(cursor.readSlice(), DecodeCounts.Kind.TRUNCATED_LINK));
      case OtlpFields.LINK_ATTRIBUTES_TAG ->
          attributes.read(input.batch().linkAttributes(), DecodeCounts.Kind.TRUNCATED_LINK);
      case OtlpFields.LINK_DROPPED_ATTRIBUTES_TAG ->
          links.setDroppedAttributes(link, (int) cursor.readVarint());
      case OtlpFields.LINK_FLAGS_TAG -> links.setFlags(link, cursor.readFixed32());
      default -> {
        cursor.skip(tag);
        unknown.add(start, cursor.position());
      }
    }
  }

  private void setIds(LinkList links, int link) {
    int has = 0;
    if (isId(traceId, TRACE_ID_BYTES)) {
      has |= HAS_TRACE_ID;
      int offset = Slice.offset(traceId);
      links.setTraceHigh(link, BigEndian.getLong(input.source(), offset));
      links.setTraceLow(link, BigEndian.getLong(input.source(), offset + Long.BYTES));
    }
    if (isId(spanId, SPAN_ID_BYTES)) {
      has |= HAS_SPAN_ID;
      links.setSpanId(link, BigEndian.getLong(input.source(), Slice.offset(spanId)));
    }
    links.setHasIds(link, has);
  }

  private boolean isId(long slice, int expectedBytes) {
    int size = Slice.length(slice);
    if (size != expectedBytes && size != 0) {
      input.batch().counts().add(DecodeCounts.Kind.INVALID_LINK_ID);
    }
    return size == expectedBytes;
  }
}
