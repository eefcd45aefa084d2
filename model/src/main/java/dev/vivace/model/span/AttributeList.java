package dev.vivace.model.span;

import java.util.Arrays;

/// Attributes in flat columns: key, type and value side by side, in the order in which they were
/// sent. Owners (spans, events, links) hold ranges of it. Grows by doubling; [#clear] keeps the
/// arrays.
public final class AttributeList {

  /// What the columns take for one element.
  static final int ROW_BYTES = 2 * Long.BYTES + Byte.BYTES;

  private int count;
  private long[] keys = new long[64];
  private byte[] types = new byte[64];
  private long[] values = new long[64];

  public int count() {
    return count;
  }

  /// The slice of the key's UTF-8 bytes.
  public long key(int index) {
    return keys[index];
  }

  /// The code of the value's [ValueType].
  public byte type(int index) {
    return types[index];
  }

  /// What the value's [ValueType] says.
  public long value(int index) {
    return values[index];
  }

  public void add(long key, byte type, long value) {
    if (count == keys.length) {
      grow();
    }
    keys[count] = key;
    types[count] = type;
    values[count] = value;
    count++;
  }

  public void set(int index, long key, byte type, long value) {
    keys[index] = key;
    types[index] = type;
    values[index] = value;
  }

  /// Forgets all attributes from `newCount` on.
  public void truncate(int newCount) {
    count = newCount;
  }

  public void clear() {
    count = 0;
  }

  /// How many elements the arrays have room for.
  int capacity() {
    return keys.length;
  }

  private void grow() {
    int capacity = keys.length * 2;
    keys = Arrays.copyOf(keys, capacity);
    types = Arrays.copyOf(types, capacity);
    values = Arrays.copyOf(values, capacity);
  }
}
