package dev.vivace.model.span;

import dev.vivace.model.bytes.Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The spans of one request, decoded once from its bytes into flat columns: no object a span or an
/// attribute. This is what receivers hand to the log and the live columns, whatever the wire format
/// was.
///
/// [#bytes] holds the request as received in `[0, requestLength)`; behind it, up to [#length], lies
/// what had to be written anew (repaired UTF-8, truncated strings, messages merged from several
/// occurrences, text unescaped from JSON). Every slice in the columns refers to this one array,
/// which may be replaced when it grows: fetch it after the last write. Refused spans are in no
/// column, only in the verdict.
///
/// A batch is reused: [#reset] takes the next request and keeps the columns' arrays. One thread at
/// a time uses it.
public final class SpanBatch {

  /// Arrays of this size get an eighth of what is needed in addition instead of doubling.
  private static final int LARGE_ARRAY_BYTES = 4 << 20;

  private final EnvelopeList resources = new EnvelopeList();
  private final EnvelopeList scopes = new EnvelopeList();
  private final SpanList spans = new SpanList();
  private final AttributeList spanAttributes = new AttributeList();
  private final EventList events = new EventList();
  private final AttributeList eventAttributes = new AttributeList();
  private final LinkList links = new LinkList();
  private final AttributeList linkAttributes = new AttributeList();
  private final DecodeCounts counts = new DecodeCounts();

  private byte[] bytes = new byte[0];
  private int requestLength;
  private int length;
  private int otlpBytes;
  private int sentSpanCount;
  private int[] refusedOrdinals = new int[8];
  private int refusedCount;
  private final int[] refusedByReason = new int[Refusal.values().length];
  private @Nullable String firstRefusal;

  /// Takes the bytes of the next request, `[0, requestLength)` of an array that belongs to the
  /// batch from now on.
  public void reset(byte[] request, int requestLength) {
    this.bytes = request;
    this.requestLength = requestLength;
    this.length = requestLength;
    this.otlpBytes = requestLength;
    resources.clear();
    scopes.clear();
    spans.clear();
    spanAttributes.clear();
    events.clear();
    eventAttributes.clear();
    links.clear();
    linkAttributes.clear();
    counts.clear();
    sentSpanCount = 0;
    refusedCount = 0;
    Arrays.fill(refusedByReason, 0);
    firstRefusal = null;
  }

  public byte[] bytes() {
    return bytes;
  }

  /// The size of the request as received, in bytes.
  public int requestLength() {
    return requestLength;
  }

  /// The size of the request as OTLP protobuf, in bytes, whatever its format was.
  public int otlpBytes() {
    return otlpBytes;
  }

  public void setOtlpBytes(int size) {
    otlpBytes = size;
  }

  /// The end of what is in use of [#bytes].
  public int length() {
    return length;
  }

  /// Reserves `size` bytes behind those in use and returns their offset; [#bytes] may be another
  /// array afterwards.
  public int reserve(int size) {
    int offset = length;
    int needed = Math.addExact(length, size);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, grownSize(needed));
    }
    length = needed;
    return offset;
  }

  private int grownSize(int needed) {
    long roomy =
        needed < LARGE_ARRAY_BYTES ? Math.max(needed, bytes.length * 2L) : needed + needed / 8L;
    return (int) Math.max(needed, Math.min(1L << 30, roomy));
  }

  /// Copies bytes behind those in use and returns their slice; [#bytes] may be another array
  /// afterwards.
  public long append(byte[] source, int sourceOffset, int size) {
    int offset = reserve(size);
    System.arraycopy(source, sourceOffset, bytes, offset, size);
    return Slice.of(offset, size);
  }

  /// Gives back what was reserved from `newLength` on.
  public void release(int newLength) {
    length = newLength;
  }

  /// What the rows take in the columns, in bytes: their counts times the sizes of their elements.
  /// Depends on the request alone, not on earlier ones. Costs a few additions.
  public long columnBytes() {
    return columnBytes(
        spans.count(),
        (long) spanAttributes.count() + eventAttributes.count() + linkAttributes.count(),
        events.count(),
        links.count(),
        resources.count() + scopes.count(),
        refusedCount);
  }

  /// What the arrays of the columns take of memory, in bytes: as much as the rows, up to twice as
  /// much because they grow by doubling, or more if an earlier request needed it.
  public long columnCapacityBytes() {
    return columnBytes(
        spans.capacity(),
        (long) spanAttributes.capacity() + eventAttributes.capacity() + linkAttributes.capacity(),
        events.capacity(),
        links.capacity(),
        resources.capacity() + scopes.capacity(),
        refusedOrdinals.length);
  }

  private static long columnBytes(
      long spans, long attributes, long events, long links, long envelopes, long refused) {
    return spans * SpanList.ROW_BYTES
        + attributes * AttributeList.ROW_BYTES
        + events * EventList.ROW_BYTES
        + links * LinkList.ROW_BYTES
        + envelopes * EnvelopeList.ROW_BYTES
        + refused * Integer.BYTES;
  }

  public EnvelopeList resources() {
    return resources;
  }

  public EnvelopeList scopes() {
    return scopes;
  }

  public SpanList spans() {
    return spans;
  }

  public AttributeList spanAttributes() {
    return spanAttributes;
  }

  public EventList events() {
    return events;
  }

  public AttributeList eventAttributes() {
    return eventAttributes;
  }

  public LinkList links() {
    return links;
  }

  public AttributeList linkAttributes() {
    return linkAttributes;
  }

  /// What decoding changed or noticed, for metrics.
  public DecodeCounts counts() {
    return counts;
  }

  /// How many spans were sent, refused ones included.
  public int sentSpanCount() {
    return sentSpanCount;
  }

  /// Counts one more span as sent and returns its ordinal.
  public int nextOrdinal() {
    return sentSpanCount++;
  }

  /// Records that the span with this ordinal is refused; the first `detail` becomes the client's
  /// error message.
  public void refuse(int ordinal, Refusal reason, String detail) {
    if (refusedCount == refusedOrdinals.length) {
      refusedOrdinals = Arrays.copyOf(refusedOrdinals, refusedCount * 2);
    }
    refusedOrdinals[refusedCount++] = ordinal;
    refusedByReason[reason.ordinal()]++;
    if (firstRefusal == null) {
      firstRefusal = detail;
    }
  }

  public int refusedCount() {
    return refusedCount;
  }

  public int refusedCount(Refusal reason) {
    return refusedByReason[reason.ordinal()];
  }

  /// The ordinals of the refused spans, in the order of their refusal.
  public int[] refusedOrdinals() {
    return Arrays.copyOf(refusedOrdinals, refusedCount);
  }

  /// Why the first refused span was refused, for the client.
  public @Nullable String firstRefusal() {
    return firstRefusal;
  }
}
