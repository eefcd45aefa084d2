package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads one OTLP `Span` into a row of the batch, or refuses it and leaves nothing of it behind.
final class SpanReader {

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  /// Bounds the rows that few bytes can ask for, as the limit of attributes does.
  private static final int MAX_EVENTS_AND_LINKS = 1_000_000;

  /// After how many bytes of spans the size of what was decoded is checked. A byte makes at most 30
  /// of columns (a link has 2 and 60), so that it oversteps the limit by half a megabyte at most.
  private static final int CHECK_BYTES = 16 << 10;

  /// After how many events and links of one span their size is checked.
  private static final int CHECK_INTERVAL = 4096;

  private static final int SHOWN_NAME_BYTES = 100;

  private final ProtobufCursor cursor;
  private final RequestInput input;
  private final AttributeReader attributes;
  private final EventReader events;
  private final LinkReader links;
  private final Pieces unknown;
  private final Pieces statusUnknown;

  // The span being read.
  private SpanBatch batch;
  private SpanList spans;
  private int span;
  private int traceIdBytes;
  private int spanIdBytes;
  private int parentIdBytes;
  private int eventsAndLinks;

  /// Where in the request the size is checked next.
  private int nextCheck;

  // Where it began, to undo it.
  private int firstEventAttribute;
  private int firstLinkAttribute;
  private int firstByte;

  SpanReader(ProtobufCursor cursor, RequestInput input, MessageCleaner cleaner) {
    this.cursor = cursor;
    this.input = input;
    this.batch = input.batch();
    this.spans = batch.spans();
    this.attributes = new AttributeReader(cursor, input, cleaner);
    this.events = new EventReader(cursor, input, attributes);
    this.links = new LinkReader(cursor, input, attributes);
    this.unknown = new Pieces(input);
    this.statusUnknown = new Pieces(input);
  }

  void beginRequest() {
    nextCheck = 0;
  }

  /// Reads the span at the cursor, which stands behind its tag. `senderTooDeep` says that its
  /// resource or scope could not be kept.
  void read(int resource, int scope, boolean senderTooDeep) {
    begin(resource, scope);
    int outer = cursor.enter();
    int start = cursor.position();
    while (cursor.hasMore()) {
      readField();
    }
    spans.setSize(span, cursor.position() - start);
    cursor.leave(outer);
    if (senderTooDeep) {
      refuse(Refusal.MALFORMED, "the attributes of its resource or scope nest too deep");
    } else if (isStorable()) {
      finish();
    }
    if (cursor.position() >= nextCheck) {
      input.checkSize();
      nextCheck = cursor.position() + CHECK_BYTES;
    }
  }

  private void begin(int resource, int scope) {
    batch = input.batch();
    spans = batch.spans();
    span = spans.add();
    spans.setOrdinal(span, batch.nextOrdinal());
    spans.setResource(span, resource);
    spans.setScope(span, scope);
    spans.setFirstAttribute(span, batch.spanAttributes().count());
    spans.setFirstEvent(span, batch.events().count());
    spans.setFirstLink(span, batch.links().count());
    firstEventAttribute = batch.eventAttributes().count();
    firstLinkAttribute = batch.linkAttributes().count();
    firstByte = batch.length();
    traceIdBytes = 0;
    spanIdBytes = 0;
    parentIdBytes = 0;
    eventsAndLinks = 0;
    unknown.clear();
    statusUnknown.clear();
    attributes.beginSpan();
  }

  private void readField() {
    int start = cursor.position();
    int tag = cursor.readTag();
    switch (tag) {
      case OtlpFields.TRACE_ID_TAG -> readTraceId(cursor.readSlice());
      case OtlpFields.SPAN_ID_TAG -> readSpanId(cursor.readSlice());
      case OtlpFields.PARENT_ID_TAG -> readParentId(cursor.readSlice());
      case OtlpFields.TRACE_STATE_TAG -> spans.setTraceState(span, name());
      case OtlpFields.NAME_TAG -> spans.setName(span, name());
      case OtlpFields.KIND_TAG -> spans.setKind(span, (int) cursor.readVarint());
      case OtlpFields.START_TAG -> spans.setStartNanos(span, cursor.readFixed64());
      case OtlpFields.END_TAG -> spans.setEndNanos(span, cursor.readFixed64());
      case OtlpFields.ATTRIBUTES_TAG ->
          attributes.read(batch.spanAttributes(), DecodeCounts.Kind.TRUNCATED_SPAN);
      case OtlpFields.DROPPED_ATTRIBUTES_TAG ->
          spans.setDroppedAttributes(span, (int) cursor.readVarint());
      case OtlpFields.EVENTS_TAG -> readEvent(tag);
      case OtlpFields.DROPPED_EVENTS_TAG -> spans.setDroppedEvents(span, (int) cursor.readVarint());
      case OtlpFields.LINKS_TAG -> readLink(tag);
      case OtlpFields.DROPPED_LINKS_TAG -> spans.setDroppedLinks(span, (int) cursor.readVarint());
      case OtlpFields.STATUS_TAG -> readStatus();
      case OtlpFields.FLAGS_TAG -> spans.setFlags(span, cursor.readFixed32());
      default -> {
        cursor.skip(tag);
        unknown.add(start, cursor.position());
      }
    }
  }

  private void readTraceId(long slice) {
    traceIdBytes = Slice.length(slice);
    if (traceIdBytes == TRACE_ID_BYTES) {
      int offset = Slice.offset(slice);
      spans.setTraceHigh(span, BigEndian.getLong(input.source(), offset));
      spans.setTraceLow(span, BigEndian.getLong(input.source(), offset + Long.BYTES));
    }
  }

  private void readSpanId(long slice) {
    spanIdBytes = Slice.length(slice);
    if (spanIdBytes == SPAN_ID_BYTES) {
      spans.setSpanId(span, BigEndian.getLong(input.source(), Slice.offset(slice)));
    }
  }

  private void readParentId(long slice) {
    parentIdBytes = Slice.length(slice);
    boolean isId = parentIdBytes == SPAN_ID_BYTES;
    spans.setParentId(span, isId ? BigEndian.getLong(input.source(), Slice.offset(slice)) : 0);
  }

  private long name() {
    return input.name(cursor.readSlice(), DecodeCounts.Kind.TRUNCATED_SPAN);
  }

  private void readEvent(int tag) {
    if (mayAddEventOrLink()) {
      events.read();
    } else {
      cursor.skip(tag);
    }
  }

  private void readLink(int tag) {
    if (mayAddEventOrLink()) {
      links.read();
    } else {
      cursor.skip(tag);
    }
  }

  private boolean mayAddEventOrLink() {
    if (++eventsAndLinks % CHECK_INTERVAL == 0) {
      input.checkSize();
    }
    return eventsAndLinks <= MAX_EVENTS_AND_LINKS;
  }

  /// Reads one occurrence of the status; several merge.
  private void readStatus() {
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int start = cursor.position();
      int tag = cursor.readTag();
      switch (tag) {
        case OtlpFields.STATUS_MESSAGE_TAG -> spans.setStatusMessage(span, name());
        case OtlpFields.STATUS_CODE_TAG -> spans.setStatusCode(span, (int) cursor.readVarint());
        default -> {
          cursor.skip(tag);
          statusUnknown.add(start, cursor.position());
        }
      }
    }
    cursor.leave(outer);
  }

  private boolean isStorable() {
    @Nullable String problem = attributes.problem();
    if (problem != null) {
      return refuse(Refusal.MALFORMED, problem);
    }
    if (eventsAndLinks > MAX_EVENTS_AND_LINKS) {
      return refuse(Refusal.MALFORMED, "it has over 1,000,000 events and links");
    }
    if (traceIdBytes != TRACE_ID_BYTES || (spans.traceHigh(span) | spans.traceLow(span)) == 0) {
      return refuse(Refusal.INVALID_TRACE_ID, idProblem("trace", traceIdBytes, TRACE_ID_BYTES));
    }
    if (spanIdBytes != SPAN_ID_BYTES || spans.spanId(span) == 0) {
      return refuse(Refusal.INVALID_SPAN_ID, idProblem("span", spanIdBytes, SPAN_ID_BYTES));
    }
    return true;
  }

  private void finish() {
    if (parentIdBytes != SPAN_ID_BYTES && parentIdBytes != 0) {
      batch.counts().add(DecodeCounts.Kind.INVALID_PARENT_ID);
    }
    spans.setAttributeEnd(span, batch.spanAttributes().count());
    spans.setEventEnd(span, batch.events().count());
    spans.setLinkEnd(span, batch.links().count());
    spans.setUnknownFields(span, unknown.join(batch, input.source()));
    spans.setStatusUnknownFields(span, statusUnknown.join(batch, input.source()));
  }

  /// Refuses the span, undoes what was read of it, and returns false.
  private boolean refuse(Refusal reason, String problem) {
    // Only the first detail is ever shown.
    String detail = batch.firstRefusal() == null ? describe() + problem : "";
    batch.refuse(spans.ordinal(span), reason, detail);
    batch.spanAttributes().truncate(spans.firstAttribute(span));
    batch.events().truncate(spans.firstEvent(span));
    batch.eventAttributes().truncate(firstEventAttribute);
    batch.links().truncate(spans.firstLink(span));
    batch.linkAttributes().truncate(firstLinkAttribute);
    batch.release(firstByte);
    spans.truncate(span);
    return false;
  }

  private String describe() {
    long name = spans.name(span);
    int size = Math.min(Slice.length(name), SHOWN_NAME_BYTES);
    return "span %d of the request, '%s': "
        .formatted(
            spans.ordinal(span) + 1,
            new String(batch.bytes(), Slice.offset(name), size, StandardCharsets.UTF_8));
  }

  private static String idProblem(String which, int foundBytes, int expectedBytes) {
    if (foundBytes == expectedBytes) {
      return "its %s id is all zeros".formatted(which);
    }
    return "its %s id has %d bytes (expected: %d bytes, in JSON %d hex digits)"
        .formatted(which, foundBytes, expectedBytes, 2 * expectedBytes);
  }
}
