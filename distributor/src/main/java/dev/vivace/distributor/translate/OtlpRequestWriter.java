package dev.vivace.distributor.translate;

import static dev.vivace.model.bytes.ProtobufWriter.varintSize;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.RequestTooLargeException;
import java.util.List;

/// Writes an OTLP `ExportTraceServiceRequest`, span after span, and groups the spans by resource
/// and scope: those with equal bytes are one, wherever their spans stand.
///
/// ```text
///   beginResource()  attributes   beginScope(name, version)  attributes
///     beginSpan(ids)  name, kind, times, status …  attributes
///       beginEvent(time, name)  attributes  endEvent()
///       beginLink(ids)          attributes  endLink()
///     endSpan()
///     beginSpan(ids) …            of the same scope
///   beginScope(…) …               of the same resource, or beginResource() again
///   finish()                      the request's bytes
/// ```
///
/// An attribute belongs to what was begun last and not ended. Every span needs a resource and a
/// scope before it; both may be empty. Order of calls within a span is free. Default values (0,
/// empty text) are left out. Ids are written as they are: what is not valid is refused, span by
/// span, where the request is decoded.
///
/// Used once, by one thread. A request over its limit ends in [RequestTooLargeException], one that
/// needs more memory than it may hold in [RefusedException].
///
/// Source: `trace.proto` and `common.proto` of OTLP 1.11.
public final class OtlpRequestWriter {

  private static final int FIRST_BYTES = 4096;

  /// More than tags, lengths and numbers take beside a text, a key and a value.
  private static final int OVERHEAD_BYTES = 64;

  /// `ScopeSpans.spans`.
  private static final int SPANS = 2;

  private enum Open {
    REQUEST(0),
    RESOURCE(1),
    SCOPE(3),
    SPAN(9),
    EVENT(3),
    LINK(4);

    /// The field number of this message's attributes.
    private final int attributes;

    Open(int attributes) {
      this.attributes = attributes;
    }
  }

  /// Is asked for more than is needed now, so that not every span asks.
  private static final int SPARE_SHARE = 4;

  private final int maxBytes;
  private final Memory memory;
  private final ProtobufWriter envelope = new ProtobufWriter(FIRST_BYTES);
  private final ProtobufWriter spans = new ProtobufWriter(FIRST_BYTES);
  private final Envelopes resources = new Envelopes();
  private final ScopeGroups groups = new ScopeGroups();

  private Open open = Open.REQUEST;
  private ProtobufWriter out = envelope;
  private int resource = -1;
  private int group = -1;
  private int spanBegin;
  private int childBegin;
  private long heldBytes;

  /// @param maxBytes the largest request that may come out
  /// @param memory asked before a request grows further
  public OtlpRequestWriter(int maxBytes, Memory memory) {
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /// Where the bytes that a request takes while it is translated are counted.
  public interface Memory {

    /// Holds this many bytes in all, instead of those held before.
    void hold(long bytes) throws RefusedException;
  }

  /// Begins a resource; its attributes follow.
  public void beginResource() {
    endEnvelope();
    resource = -1;
    group = -1;
    openEnvelope(Open.RESOURCE);
  }

  /// Begins a scope of the resource begun last; its attributes may follow.
  public void beginScope(Text name, Text version) {
    endEnvelope();
    if (resource < 0) {
      throw new IllegalStateException("a scope without a resource");
    }
    group = -1;
    openEnvelope(Open.SCOPE);
    text(1, name);
    text(2, version);
  }

  /// Begins a span with a trace id of 16 bytes, given as two big-endian numbers.
  public void beginSpan(long traceHigh, long traceLow, long spanId) {
    openSpan();
    spans.writeId16Field(1, traceHigh, traceLow);
    spans.writeId8Field(2, spanId);
  }

  /// Begins a span whose ids may have any length.
  public void beginSpan(Text traceId, Text spanId) {
    openSpan();
    text(1, traceId);
    text(2, spanId);
  }

  /// The parent's id; 0 is none.
  public void parentId(long parentId) {
    require(Open.SPAN);
    if (parentId != 0) {
      room(0);
      spans.writeId8Field(4, parentId);
    }
  }

  public void traceState(Text traceState) {
    require(Open.SPAN);
    text(3, traceState);
  }

  public void name(Text name) {
    require(Open.SPAN);
    text(5, name);
  }

  /// OTLP's `SpanKind`, 0 to 5.
  public void kind(int kind) {
    require(Open.SPAN);
    number(6, kind);
  }

  public void times(long startNanos, long endNanos) {
    require(Open.SPAN);
    room(0);
    fixed64(7, startNanos);
    fixed64(8, endNanos);
  }

  public void droppedCounts(int attributes, int events, int links) {
    require(Open.SPAN);
    number(10, attributes);
    number(12, events);
    number(14, links);
  }

  /// OTLP's `Status`, code 0 to 2.
  public void status(int code, Text message) {
    require(Open.SPAN);
    room(message.length());
    int begin = spans.begin(15);
    text(2, message);
    number(3, code);
    spans.end(begin);
  }

  public void flags(int flags) {
    require(Open.SPAN);
    if (flags != 0) {
      room(0);
      spans.writeFixed32Field(16, flags);
    }
  }

  /// Begins an event of the span; its attributes follow, then [#endEvent].
  public void beginEvent(long timeNanos, Text name) {
    require(Open.SPAN);
    room(0);
    childBegin = spans.begin(11);
    fixed64(1, timeNanos);
    text(2, name);
    open = Open.EVENT;
  }

  /// How many attributes of the event were dropped.
  public void droppedEventAttributes(int count) {
    require(Open.EVENT);
    number(4, count);
  }

  public void endEvent() {
    endChild(Open.EVENT);
  }

  /// Begins a link of the span; its attributes follow, then [#endLink].
  public void beginLink(long traceHigh, long traceLow, long spanId, Text traceState) {
    openLink();
    spans.writeId16Field(1, traceHigh, traceLow);
    spans.writeId8Field(2, spanId);
    text(3, traceState);
  }

  /// Begins a link whose ids may have any length.
  public void beginLink(Text traceId, Text spanId, Text traceState) {
    openLink();
    text(1, traceId);
    text(2, spanId);
    text(3, traceState);
  }

  /// How many attributes of the link were dropped.
  public void droppedLinkAttributes(int count) {
    require(Open.LINK);
    number(5, count);
  }

  public void endLink() {
    endChild(Open.LINK);
  }

  public void endSpan() throws RefusedException {
    require(Open.SPAN);
    spans.end(spanBegin);
    groups.addSpan(group, spans.length());
    open = Open.REQUEST;
    long needed = neededBytes();
    if (needed > heldBytes) {
      heldBytes = needed + needed / SPARE_SHARE;
      memory.hold(heldBytes);
    }
  }

  public void stringAttribute(Text key, Text value) {
    int begin = beginAttribute(key, value.length());
    out.writeTag(2, ProtobufWriter.BYTES);
    out.writeVarint(1L + varintSize(value.length()) + value.length());
    out.writeBytesField(1, value.bytes(), value.offset(), value.length());
    out.end(begin);
  }

  public void stringAttribute(String key, String value) {
    stringAttribute(Text.of(key), Text.of(value));
  }

  public void boolAttribute(Text key, boolean value) {
    int begin = beginAttribute(key, 0);
    int any = out.begin(2);
    out.writeVarintField(2, value ? 1 : 0);
    out.end(any);
    out.end(begin);
  }

  public void intAttribute(Text key, long value) {
    int begin = beginAttribute(key, 0);
    int any = out.begin(2);
    out.writeVarintField(3, value);
    out.end(any);
    out.end(begin);
  }

  public void doubleAttribute(Text key, double value) {
    int begin = beginAttribute(key, 0);
    int any = out.begin(2);
    out.writeFixed64Field(4, Double.doubleToRawLongBits(value));
    out.end(any);
    out.end(begin);
  }

  /// An attribute whose value is bytes, not text.
  public void bytesAttribute(Text key, Text value) {
    int begin = beginAttribute(key, value.length());
    int any = out.begin(2);
    out.writeBytesField(7, value.bytes(), value.offset(), value.length());
    out.end(any);
    out.end(begin);
  }

  public void stringsAttribute(Text key, List<Text> values) {
    int begin = beginAttribute(key, 0);
    int any = out.begin(2);
    int array = out.begin(5);
    for (Text value : values) {
      room(value.length());
      int element = out.begin(1);
      out.writeBytesField(1, value.bytes(), value.offset(), value.length());
      out.end(element);
    }
    out.end(array);
    out.end(any);
    out.end(begin);
  }

  public int spanCount() {
    return groups.spanCount();
  }

  /// What the writer holds of memory, and [#finish] will take in addition.
  long neededBytes() {
    return envelope.bytes().length
        + (long) spans.bytes().length
        + spans.length()
        + 2 * resources.capacityBytes()
        + 2 * groups.capacityBytes();
  }

  /// The bytes of the request. Nothing may be written afterwards.
  public byte[] finish() {
    endEnvelope();
    return groups.assemble(resources, spans.bytes(), maxBytes);
  }

  private void openEnvelope(Open kind) {
    envelope.clear();
    out = envelope;
    open = kind;
  }

  /// Closes the resource or scope that is open, and finds its number.
  private void endEnvelope() {
    switch (open) {
      case REQUEST -> {}
      case RESOURCE -> resource = resources.add(envelope.bytes(), envelope.length());
      case SCOPE -> group = groups.find(resource, envelope);
      case SPAN, EVENT, LINK -> throw new IllegalStateException("a span is open");
    }
    open = Open.REQUEST;
  }

  private void openSpan() {
    endEnvelope();
    if (group < 0) {
      throw new IllegalStateException("a span without a scope");
    }
    out = spans;
    room(0);
    spanBegin = spans.begin(SPANS);
    open = Open.SPAN;
  }

  private void openLink() {
    require(Open.SPAN);
    room(0);
    childBegin = spans.begin(13);
    open = Open.LINK;
  }

  private void endChild(Open child) {
    require(child);
    spans.end(childBegin);
    open = Open.SPAN;
  }

  private int beginAttribute(Text key, int valueBytes) {
    if (open == Open.REQUEST) {
      throw new IllegalStateException("an attribute of nothing");
    }
    room(key.length() + valueBytes);
    int begin = out.begin(open.attributes);
    text(1, key);
    return begin;
  }

  private void text(int field, Text text) {
    if (!text.isEmpty()) {
      room(text.length());
      out.writeBytesField(field, text.bytes(), text.offset(), text.length());
    }
  }

  private void number(int field, int value) {
    if (value != 0) {
      room(0);
      out.writeVarintField(field, Integer.toUnsignedLong(value));
    }
  }

  private void fixed64(int field, long value) {
    if (value != 0) {
      out.writeFixed64Field(field, value);
    }
  }

  private void require(Open expected) {
    if (open != expected) {
      throw new IllegalStateException("%s is open (expected: %s)".formatted(open, expected));
    }
  }

  private void room(int moreBytes) {
    long bytes =
        (long) spans.length()
            + envelope.length()
            + resources.contentBytes()
            + groups.contentBytes()
            + moreBytes
            + OVERHEAD_BYTES;
    if (bytes > maxBytes) {
      throw tooLarge(maxBytes);
    }
  }

  static RequestTooLargeException tooLarge(int maxBytes) {
    return new RequestTooLargeException(
        "the request takes more than %d bytes once translated to OTLP; send smaller batches"
            .formatted(maxBytes));
  }
}
