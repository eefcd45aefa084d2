package dev.vivace.model.span;

import java.util.Arrays;

/// Spans in flat columns. A slice refers to the batch's bytes; attributes, events and links are
/// ranges `[first, end)` of the batch's lists.
public final class SpanList {

  /// What the columns take for one element.
  static final int ROW_BYTES = 11 * Long.BYTES + 16 * Integer.BYTES;

  private static final int INITIAL = 64;

  private int count;
  private int[] ordinals = new int[INITIAL];
  private int[] resources = new int[INITIAL];
  private int[] scopes = new int[INITIAL];
  private long[] traceHighs = new long[INITIAL];
  private long[] traceLows = new long[INITIAL];
  private long[] spanIds = new long[INITIAL];
  private long[] parentIds = new long[INITIAL];
  private long[] startNanos = new long[INITIAL];
  private long[] endNanos = new long[INITIAL];
  private long[] names = new long[INITIAL];
  private int[] kinds = new int[INITIAL];
  private int[] statusCodes = new int[INITIAL];
  private long[] statusMessages = new long[INITIAL];
  private long[] statusUnknowns = new long[INITIAL];
  private long[] traceStates = new long[INITIAL];
  private int[] flags = new int[INITIAL];
  private int[] droppedAttributes = new int[INITIAL];
  private int[] droppedEvents = new int[INITIAL];
  private int[] droppedLinks = new int[INITIAL];
  private long[] unknowns = new long[INITIAL];
  private int[] firstAttributes = new int[INITIAL];
  private int[] attributeEnds = new int[INITIAL];
  private int[] firstEvents = new int[INITIAL];
  private int[] eventEnds = new int[INITIAL];
  private int[] firstLinks = new int[INITIAL];
  private int[] linkEnds = new int[INITIAL];
  private int[] sizes = new int[INITIAL];

  public int count() {
    return count;
  }

  /// Adds an element whose every column is zero and returns its index.
  public int add() {
    if (count == ordinals.length) {
      grow();
    }
    ordinals[count] = 0;
    resources[count] = 0;
    scopes[count] = 0;
    traceHighs[count] = 0;
    traceLows[count] = 0;
    spanIds[count] = 0;
    parentIds[count] = 0;
    startNanos[count] = 0;
    endNanos[count] = 0;
    names[count] = 0;
    kinds[count] = 0;
    statusCodes[count] = 0;
    statusMessages[count] = 0;
    statusUnknowns[count] = 0;
    traceStates[count] = 0;
    flags[count] = 0;
    droppedAttributes[count] = 0;
    droppedEvents[count] = 0;
    droppedLinks[count] = 0;
    unknowns[count] = 0;
    firstAttributes[count] = 0;
    attributeEnds[count] = 0;
    firstEvents[count] = 0;
    eventEnds[count] = 0;
    firstLinks[count] = 0;
    linkEnds[count] = 0;
    sizes[count] = 0;
    return count++;
  }

  /// Forgets all elements from `newCount` on.
  public void truncate(int newCount) {
    count = newCount;
  }

  public void clear() {
    count = 0;
  }

  /// Position of the span in the request as sent, refused ones counted too.
  public int ordinal(int index) {
    return ordinals[index];
  }

  public void setOrdinal(int index, int value) {
    ordinals[index] = value;
  }

  /// Index into the batch's resources.
  public int resource(int index) {
    return resources[index];
  }

  public void setResource(int index, int value) {
    resources[index] = value;
  }

  /// Index into the batch's scopes.
  public int scope(int index) {
    return scopes[index];
  }

  public void setScope(int index, int value) {
    scopes[index] = value;
  }

  /// First 8 bytes of the trace id, big-endian.
  public long traceHigh(int index) {
    return traceHighs[index];
  }

  public void setTraceHigh(int index, long value) {
    traceHighs[index] = value;
  }

  /// Last 8 bytes of the trace id, big-endian.
  public long traceLow(int index) {
    return traceLows[index];
  }

  public void setTraceLow(int index, long value) {
    traceLows[index] = value;
  }

  /// Span id, big-endian; never zero.
  public long spanId(int index) {
    return spanIds[index];
  }

  public void setSpanId(int index, long value) {
    spanIds[index] = value;
  }

  /// Parent span id, big-endian; zero says that there is none.
  public long parentId(int index) {
    return parentIds[index];
  }

  public void setParentId(int index, long value) {
    parentIds[index] = value;
  }

  /// Start, unsigned nanoseconds since 1970, as sent.
  public long startNanos(int index) {
    return startNanos[index];
  }

  public void setStartNanos(int index, long value) {
    startNanos[index] = value;
  }

  /// End, unsigned nanoseconds since 1970, as sent; may be zero or before the start.
  public long endNanos(int index) {
    return endNanos[index];
  }

  public void setEndNanos(int index, long value) {
    endNanos[index] = value;
  }

  /// Slice of the name's UTF-8 bytes.
  public long name(int index) {
    return names[index];
  }

  public void setName(int index, long value) {
    names[index] = value;
  }

  /// Kind, also a number outside the enum.
  public int kind(int index) {
    return kinds[index];
  }

  public void setKind(int index, int value) {
    kinds[index] = value;
  }

  /// Status code, also a number outside the enum.
  public int statusCode(int index) {
    return statusCodes[index];
  }

  public void setStatusCode(int index, int value) {
    statusCodes[index] = value;
  }

  /// Slice of the status message's UTF-8 bytes.
  public long statusMessage(int index) {
    return statusMessages[index];
  }

  public void setStatusMessage(int index, long value) {
    statusMessages[index] = value;
  }

  /// Slice of the status message's unknown fields, tags included.
  public long statusUnknownFields(int index) {
    return statusUnknowns[index];
  }

  public void setStatusUnknownFields(int index, long value) {
    statusUnknowns[index] = value;
  }

  /// Slice of the trace state's UTF-8 bytes.
  public long traceState(int index) {
    return traceStates[index];
  }

  public void setTraceState(int index, long value) {
    traceStates[index] = value;
  }

  /// All 32 bits of the flags.
  public int flags(int index) {
    return flags[index];
  }

  public void setFlags(int index, int value) {
    flags[index] = value;
  }

  public int droppedAttributes(int index) {
    return droppedAttributes[index];
  }

  public void setDroppedAttributes(int index, int value) {
    droppedAttributes[index] = value;
  }

  public int droppedEvents(int index) {
    return droppedEvents[index];
  }

  public void setDroppedEvents(int index, int value) {
    droppedEvents[index] = value;
  }

  public int droppedLinks(int index) {
    return droppedLinks[index];
  }

  public void setDroppedLinks(int index, int value) {
    droppedLinks[index] = value;
  }

  /// Slice of the span's unknown fields, tags included.
  public long unknownFields(int index) {
    return unknowns[index];
  }

  public void setUnknownFields(int index, long value) {
    unknowns[index] = value;
  }

  public int firstAttribute(int index) {
    return firstAttributes[index];
  }

  public void setFirstAttribute(int index, int value) {
    firstAttributes[index] = value;
  }

  public int attributeEnd(int index) {
    return attributeEnds[index];
  }

  public void setAttributeEnd(int index, int value) {
    attributeEnds[index] = value;
  }

  public int firstEvent(int index) {
    return firstEvents[index];
  }

  public void setFirstEvent(int index, int value) {
    firstEvents[index] = value;
  }

  public int eventEnd(int index) {
    return eventEnds[index];
  }

  public void setEventEnd(int index, int value) {
    eventEnds[index] = value;
  }

  public int firstLink(int index) {
    return firstLinks[index];
  }

  public void setFirstLink(int index, int value) {
    firstLinks[index] = value;
  }

  public int linkEnd(int index) {
    return linkEnds[index];
  }

  public void setLinkEnd(int index, int value) {
    linkEnds[index] = value;
  }

  /// How many elements the arrays have room for.
  int capacity() {
    return ordinals.length;
  }

  /// The size of the span as an OTLP message, in bytes, whatever it was sent as.
  public int size(int index) {
    return sizes[index];
  }

  public void setSize(int index, int value) {
    sizes[index] = value;
  }

  private void grow() {
    int capacity = ordinals.length * 2;
    ordinals = Arrays.copyOf(ordinals, capacity);
    resources = Arrays.copyOf(resources, capacity);
    scopes = Arrays.copyOf(scopes, capacity);
    traceHighs = Arrays.copyOf(traceHighs, capacity);
    traceLows = Arrays.copyOf(traceLows, capacity);
    spanIds = Arrays.copyOf(spanIds, capacity);
    parentIds = Arrays.copyOf(parentIds, capacity);
    startNanos = Arrays.copyOf(startNanos, capacity);
    endNanos = Arrays.copyOf(endNanos, capacity);
    names = Arrays.copyOf(names, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    statusCodes = Arrays.copyOf(statusCodes, capacity);
    statusMessages = Arrays.copyOf(statusMessages, capacity);
    statusUnknowns = Arrays.copyOf(statusUnknowns, capacity);
    traceStates = Arrays.copyOf(traceStates, capacity);
    flags = Arrays.copyOf(flags, capacity);
    droppedAttributes = Arrays.copyOf(droppedAttributes, capacity);
    droppedEvents = Arrays.copyOf(droppedEvents, capacity);
    droppedLinks = Arrays.copyOf(droppedLinks, capacity);
    unknowns = Arrays.copyOf(unknowns, capacity);
    firstAttributes = Arrays.copyOf(firstAttributes, capacity);
    attributeEnds = Arrays.copyOf(attributeEnds, capacity);
    firstEvents = Arrays.copyOf(firstEvents, capacity);
    eventEnds = Arrays.copyOf(eventEnds, capacity);
    firstLinks = Arrays.copyOf(firstLinks, capacity);
    linkEnds = Arrays.copyOf(linkEnds, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
  }
}
