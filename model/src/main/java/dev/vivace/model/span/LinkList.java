package dev.vivace.model.span;

import java.util.Arrays;

/// Span links in flat columns. Ids of a wrong length were replaced by none.
public final class LinkList {

  /// What the columns take for one element.
  static final int ROW_BYTES = 5 * Long.BYTES + 5 * Integer.BYTES;

  private static final int INITIAL = 64;

  private int count;
  private long[] traceHighs = new long[INITIAL];
  private long[] traceLows = new long[INITIAL];
  private long[] spanIds = new long[INITIAL];
  private int[] hasIds = new int[INITIAL];
  private long[] traceStates = new long[INITIAL];
  private int[] flags = new int[INITIAL];
  private int[] droppedAttributes = new int[INITIAL];
  private long[] unknowns = new long[INITIAL];
  private int[] firstAttributes = new int[INITIAL];
  private int[] attributeEnds = new int[INITIAL];

  public int count() {
    return count;
  }

  /// Adds an element whose every column is zero and returns its index.
  public int add() {
    if (count == traceHighs.length) {
      grow();
    }
    traceHighs[count] = 0;
    traceLows[count] = 0;
    spanIds[count] = 0;
    hasIds[count] = 0;
    traceStates[count] = 0;
    flags[count] = 0;
    droppedAttributes[count] = 0;
    unknowns[count] = 0;
    firstAttributes[count] = 0;
    attributeEnds[count] = 0;
    return count++;
  }

  /// Forgets all elements from `newCount` on.
  public void truncate(int newCount) {
    count = newCount;
  }

  public void clear() {
    count = 0;
  }

  public long traceHigh(int index) {
    return traceHighs[index];
  }

  public void setTraceHigh(int index, long value) {
    traceHighs[index] = value;
  }

  public long traceLow(int index) {
    return traceLows[index];
  }

  public void setTraceLow(int index, long value) {
    traceLows[index] = value;
  }

  public long spanId(int index) {
    return spanIds[index];
  }

  public void setSpanId(int index, long value) {
    spanIds[index] = value;
  }

  /// Bit 0: the trace id was sent with 16 bytes; bit 1: the span id was sent with 8. A zero id with
  /// its bit set was sent as zeros.
  public int hasIds(int index) {
    return hasIds[index];
  }

  public void setHasIds(int index, int value) {
    hasIds[index] = value;
  }

  /// Slice of UTF-8 bytes.
  public long traceState(int index) {
    return traceStates[index];
  }

  public void setTraceState(int index, long value) {
    traceStates[index] = value;
  }

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

  /// Slice of the link's unknown fields, tags included.
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

  /// How many elements the arrays have room for.
  int capacity() {
    return traceHighs.length;
  }

  private void grow() {
    int capacity = traceHighs.length * 2;
    traceHighs = Arrays.copyOf(traceHighs, capacity);
    traceLows = Arrays.copyOf(traceLows, capacity);
    spanIds = Arrays.copyOf(spanIds, capacity);
    hasIds = Arrays.copyOf(hasIds, capacity);
    traceStates = Arrays.copyOf(traceStates, capacity);
    flags = Arrays.copyOf(flags, capacity);
    droppedAttributes = Arrays.copyOf(droppedAttributes, capacity);
    unknowns = Arrays.copyOf(unknowns, capacity);
    firstAttributes = Arrays.copyOf(firstAttributes, capacity);
    attributeEnds = Arrays.copyOf(attributeEnds, capacity);
  }
}
