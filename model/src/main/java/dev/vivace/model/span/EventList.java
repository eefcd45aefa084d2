package dev.vivace.model.span;

import java.util.Arrays;

/// Span events in flat columns.
public final class EventList {

  /// What the columns take for one element.
  static final int ROW_BYTES = 3 * Long.BYTES + 3 * Integer.BYTES;

  private static final int INITIAL = 64;

  private int count;
  private long[] timeNanos = new long[INITIAL];
  private long[] names = new long[INITIAL];
  private int[] droppedAttributes = new int[INITIAL];
  private long[] unknowns = new long[INITIAL];
  private int[] firstAttributes = new int[INITIAL];
  private int[] attributeEnds = new int[INITIAL];

  public int count() {
    return count;
  }

  /// Adds an element whose every column is zero and returns its index.
  public int add() {
    if (count == timeNanos.length) {
      grow();
    }
    timeNanos[count] = 0;
    names[count] = 0;
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

  /// Unsigned nanoseconds since 1970, as sent.
  public long timeNanos(int index) {
    return timeNanos[index];
  }

  public void setTimeNanos(int index, long value) {
    timeNanos[index] = value;
  }

  /// Slice of the name's UTF-8 bytes.
  public long name(int index) {
    return names[index];
  }

  public void setName(int index, long value) {
    names[index] = value;
  }

  public int droppedAttributes(int index) {
    return droppedAttributes[index];
  }

  public void setDroppedAttributes(int index, int value) {
    droppedAttributes[index] = value;
  }

  /// Slice of the event's unknown fields, tags included.
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
    return timeNanos.length;
  }

  private void grow() {
    int capacity = timeNanos.length * 2;
    timeNanos = Arrays.copyOf(timeNanos, capacity);
    names = Arrays.copyOf(names, capacity);
    droppedAttributes = Arrays.copyOf(droppedAttributes, capacity);
    unknowns = Arrays.copyOf(unknowns, capacity);
    firstAttributes = Arrays.copyOf(firstAttributes, capacity);
    attributeEnds = Arrays.copyOf(attributeEnds, capacity);
  }
}
