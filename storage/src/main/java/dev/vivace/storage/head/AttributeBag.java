package dev.vivace.storage.head;

import dev.vivace.model.span.ValueType;
import java.util.function.IntUnaryOperator;

/// Attributes that have no column: of keys too rare to earn one, and later occurrences of a key
/// that their owner already has. One entry an attribute, rows ascending, with its position in the
/// owner's list as sent.
public final class AttributeBag {

  private static final int OBJECT_BYTES = 32;

  // What is known of an entry beside its row and value:
  //   facts = key:u32 position:u27 duplicate:u1 type:u4
  // A place is its row (upper half) and, in the lower half, mostly the facts in short,
  //   key:u16 position:u11 duplicate:u1 type:u4
  // or, if they do not fit, the index of the facts in `wideFacts`, and 15 as the type.
  private static final int TYPE = 0xF;
  private static final int WIDE = TYPE;
  private static final int DUPLICATE = 0x10;
  private static final int WIDE_SHIFT = 4;
  private static final int POSITION_SHIFT = 5;
  private static final int SHORT_KEY_SHIFT = 16;
  private static final int SHORT_KEYS = 1 << 16;
  private static final int SHORT_POSITIONS = 1 << (SHORT_KEY_SHIFT - POSITION_SHIFT);

  private static final LongColumn NO_FACTS = new LongColumn(HeadMemory.NONE);

  private final HeadMemory memory;
  private final LongColumn places;
  // Numbers, and where the dictionary has the others: an entry is its own code there.
  private final LongColumn values;
  private final ByteDictionary texts;
  private LongColumn wideFacts = NO_FACTS;

  AttributeBag(HeadMemory memory) {
    this.memory = memory;
    memory.count(OBJECT_BYTES);
    places = new LongColumn(memory);
    values = new LongColumn(memory);
    texts = ByteDictionary.appending(memory, values);
  }

  public int count() {
    return places.count();
  }

  public int row(int index) {
    return (int) (places.get(index) >>> Integer.SIZE);
  }

  /// The 0-based position of the attribute in its owner's list.
  public int position(int index) {
    return (int) facts(index) >>> POSITION_SHIFT;
  }

  /// The key's code in the store's dictionary of keys.
  public int key(int index) {
    return (int) (facts(index) >>> Integer.SIZE);
  }

  /// The code of the [ValueType].
  public byte type(int index) {
    return (byte) (facts(index) & TYPE);
  }

  /// Whether the owner has an earlier attribute of the same key: only the round trip reads this
  /// one.
  public boolean isDuplicate(int index) {
    return (facts(index) & DUPLICATE) != 0;
  }

  /// The number, or the code in [#texts] if the type is not a number.
  public long value(int index) {
    return isNumber(index) ? values.get(index) : index;
  }

  /// Only the codes that [#value] gives are good.
  public ByteDictionary texts() {
    return texts;
  }

  private boolean isNumber(int index) {
    return ValueType.ofCode(type(index)).isNumber();
  }

  private long facts(int index) {
    int place = (int) places.get(index);
    if ((place & TYPE) == WIDE) {
      return wideFacts.get(place >>> WIDE_SHIFT);
    }
    return facts(place >>> SHORT_KEY_SHIFT, place & (1 << SHORT_KEY_SHIFT) - 1);
  }

  private static long facts(int key, int others) {
    return ((long) key << Integer.SIZE) | others;
  }

  /// The index of the first entry whose row is `row` or later.
  public int firstIndexFrom(int row) {
    int found = places.search((long) row << Integer.SIZE);
    return found < 0 ? -found - 1 : found;
  }

  void addNumber(int row, int position, int key, byte type, boolean duplicate, long value) {
    values.add(value);
    addPlace(row, key, others(position, type, duplicate));
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
    texts.append(bytes, offset, length);
    addPlace(row, key, others(position, type, duplicate));
  }

  private static int others(int position, byte type, boolean duplicate) {
    return (position << POSITION_SHIFT) | (duplicate ? DUPLICATE : 0) | type;
  }

  private void addPlace(int row, int key, int others) {
    boolean isShort = key < SHORT_KEYS && others >>> POSITION_SHIFT < SHORT_POSITIONS;
    int place =
        isShort ? (key << SHORT_KEY_SHIFT) | others : (addWide(key, others) << WIDE_SHIFT) | WIDE;
    places.add(((long) row << Integer.SIZE) | Integer.toUnsignedLong(place));
  }

  private int addWide(int key, int others) {
    if (wideFacts == NO_FACTS) {
      wideFacts = new LongColumn(memory);
    }
    wideFacts.add(facts(key, others));
    return wideFacts.count() - 1;
  }

  /// Appends the entries of those rows of `source` that have a new row number.
  void addFrom(AttributeBag source, int[] newRows, IntUnaryOperator newKeys) {
    for (int i = 0; i < source.count(); i++) {
      int row = newRows[source.row(i)];
      if (row >= 0) {
        addFrom(source, i, row, newKeys.applyAsInt(source.key(i)));
      }
    }
  }

  private void addFrom(AttributeBag source, int index, int row, int key) {
    if (source.isNumber(index)) {
      values.add(source.values.get(index));
    } else {
      ByteDictionary from = source.texts;
      texts.append(from.array(index), from.offset(index), from.length(index));
    }
    addPlace(
        row, key, others(source.position(index), source.type(index), source.isDuplicate(index)));
  }

  void release() {
    places.release();
    values.release();
    texts.release();
    if (wideFacts != NO_FACTS) {
      wideFacts.release();
    }
  }
}
