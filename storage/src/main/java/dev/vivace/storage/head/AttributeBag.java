package dev.vivace.storage.head;

import dev.vivace.model.span.ValueType;
import java.util.function.IntUnaryOperator;

/// Attributes that have no column: of keys too rare to earn one, and later occurrences of a key
/// that their owner already has. One entry an attribute, rows ascending, with its position in the
/// owner's list as sent.
public final class AttributeBag {

  private static final int DUPLICATE = 0x100;

  private final IntColumn rows;
  private final IntColumn positions;
  private final IntColumn keys;
  private final IntColumn types;
  private final LongColumn values;
  private final ByteDictionary texts;

  AttributeBag(HeadMemory memory) {
    rows = new IntColumn(memory);
    positions = new IntColumn(memory);
    keys = new IntColumn(memory);
    types = new IntColumn(memory);
    values = new LongColumn(memory);
    texts = new ByteDictionary(memory);
    texts.stopInterning();
  }

  public int count() {
    return rows.count();
  }

  public int row(int index) {
    return rows.get(index);
  }

  /// The 0-based position of the attribute in its owner's list.
  public int position(int index) {
    return positions.get(index);
  }

  /// The key's code in the store's dictionary of keys.
  public int key(int index) {
    return keys.get(index);
  }

  /// The code of the [ValueType].
  public byte type(int index) {
    return (byte) types.get(index);
  }

  /// Whether the owner has an earlier attribute of the same key: only the round trip reads this
  /// one.
  public boolean isDuplicate(int index) {
    return (types.get(index) & DUPLICATE) != 0;
  }

  /// The number, or the code in [#texts] if the type is not a number.
  public long value(int index) {
    return values.get(index);
  }

  public ByteDictionary texts() {
    return texts;
  }

  /// The index of the first entry whose row is `row` or later.
  public int firstIndexFrom(int row) {
    int low = 0;
    int high = rows.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void addNumber(int row, int position, int key, byte type, boolean duplicate, long value) {
    rows.add(row);
    positions.add(position);
    keys.add(key);
    types.add(type | (duplicate ? DUPLICATE : 0));
    values.add(value);
  }

  void addText(
      int row,
      int position,
      int key,
      byte type,
      boolean duplicate,
      byte[] bytes,
      int offset,
      int length) {
    addNumber(row, position, key, type, duplicate, texts.append(bytes, offset, length));
  }

  /// Appends the entries of those rows of `source` that have a new row number.
  void addFrom(AttributeBag source, int[] newRows, IntUnaryOperator newKeys) {
    for (int i = 0; i < source.count(); i++) {
      int row = newRows[source.row(i)];
      if (row < 0) {
        continue;
      }
      byte type = source.type(i);
      long value = source.value(i);
      if (!ValueType.ofCode(type).isNumber()) {
        int code = (int) value;
        ByteDictionary from = source.texts;
        value = texts.append(from.array(code), from.offset(code), from.length(code));
      }
      addNumber(
          row,
          source.position(i),
          newKeys.applyAsInt(source.key(i)),
          type,
          source.isDuplicate(i),
          value);
    }
  }

  void release() {
    rows.release();
    positions.release();
    keys.release();
    types.release();
    values.release();
    texts.release();
  }
}
