package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.ValueType;
import java.util.Arrays;

/// The attributes of one kind of owner (spans, events, links, resources or scopes) as columns: one
/// a key and type. An owner's list of columns, in the order in which its attributes were sent, is
/// its *shape*; owners of one kind of sender share few shapes. A key gets columns after 64 values
/// and lies in the bag until then, so that many rare keys cost little; one of more than 1,024 bytes
/// never gets any. The first occurrence of a key in a list is its value; later ones are duplicates
/// in the bag.
public final class AttributeStore {

  private static final int VALUES_BEFORE_COLUMN = 64;
  private static final int MAX_COLUMN_KEY_BYTES = 1024;

  private static final int OBJECT_BYTES = 56;
  private static final int COLUMN_OBJECT_BYTES = 24;
  private static final int MIN_COLUMNS = 4;
  private static final int MIN_KEYS = 4;
  private static final int NO_COLUMN = -1;

  private static final int[] NOTHING = new int[0];
  private static final AttributeColumn[] NO_COLUMNS = new AttributeColumn[0];

  private final HeadMemory memory;
  private final ByteDictionary keys;
  private final AttributeBag bag;
  private AttributeColumn[] columns = NO_COLUMNS;
  // By column: another one of the same key, of another type, or a negative number.
  private int[] columnBefore = NOTHING;
  private int columnCount;
  private Shapes shapes = Shapes.NONE;
  // By key code: the index of the last column made for it + 1, or minus the number of values seen
  // before there was any.
  private int[] columnOfKey = NOTHING;
  // By key code: the last row that had it, + 1.
  private int[] lastRowOfKey = NOTHING;
  private int listLength; // of the list that is being appended

  AttributeStore(HeadMemory memory) {
    this.memory = memory;
    this.keys = new ByteDictionary(memory);
    this.bag = new AttributeBag(memory);
    memory.count(OBJECT_BYTES);
  }

  public ByteDictionary keys() {
    return keys;
  }

  public AttributeBag bag() {
    return bag;
  }

  public int columnCount() {
    return columnCount;
  }

  public AttributeColumn column(int index) {
    return columns[index];
  }

  public int shapeCount() {
    return shapes.count();
  }

  /// The indexes of a shape's columns in the order sent. Not to be changed.
  public int[] shape(int code) {
    return shapes.get(code);
  }

  /// Appends the attributes `[from, end)` of one owner, whose row must be higher than all before.
  ///
  /// @param hint the code of a shape that the list probably has; only saves time
  /// @return the code of the shape
  int append(int row, byte[] bytes, AttributeList list, int from, int end, int hint) {
    int[] expected = shapes.get(hint);
    listLength = end - from;
    shapes.makeRoom(columnCount == 0 ? 0 : listLength);
    int shaped = 0;
    for (int i = from; i < end; i++) {
      byte type = list.type(i);
      long key = list.key(i);
      int column =
          shaped < expected.length ? ifMatches(expected[shaped], type, bytes, key) : NO_COLUMN;
      int keyCode =
          column >= 0
              ? columns[column].key()
              : internKey(bytes, Slice.offset(key), Slice.length(key));
      boolean duplicate = lastRowOfKey[keyCode] == row + 1;
      lastRowOfKey[keyCode] = row + 1;
      if (column < 0 && !duplicate) {
        column = columnOf(keyCode, type);
      }
      if (duplicate || column < 0) {
        addToBag(row, i - from, keyCode, type, duplicate, bytes, list.value(i));
        continue;
      }
      addToColumn(columns[column].values(), row, bytes, list.value(i));
      shapes.set(shaped++, column);
    }
    return shaped == 0 ? Shapes.EMPTY : shapes.intern(shaped);
  }

  /// The column if it is of this type and key.
  private int ifMatches(int column, byte type, byte[] bytes, long key) {
    AttributeColumn candidate = columns[column];
    return candidate.type() == type
            && keys.equals(candidate.key(), bytes, Slice.offset(key), Slice.length(key))
        ? column
        : NO_COLUMN;
  }

  private int internKey(byte[] bytes, int offset, int length) {
    int key = keys.intern(bytes, offset, length);
    if (key >= lastRowOfKey.length) {
      growKeys(key);
    }
    return key;
  }

  private static void addToColumn(ValueColumn values, int row, byte[] bytes, long value) {
    if (values.isNumber()) {
      values.addNumber(row, value);
    } else {
      values.addText(row, bytes, Slice.offset(value), Slice.length(value));
    }
  }

  private void addToBag(
      int row, int position, int key, byte type, boolean duplicate, byte[] bytes, long value) {
    if (ValueType.ofCode(type).isNumber()) {
      bag.addNumber(row, position, key, type, duplicate, value);
    } else {
      bag.addText(
          row, position, key, type, duplicate, bytes, Slice.offset(value), Slice.length(value));
    }
  }

  private int columnOf(int key, byte type) {
    int known = columnOfKey[key];
    if (known <= 0 && known > -VALUES_BEFORE_COLUMN) {
      columnOfKey[key] = known - 1;
      return NO_COLUMN;
    }
    for (int column = known - 1; column >= 0; column = columnBefore[column]) {
      if (columns[column].type() == type) {
        return column;
      }
    }
    return keys.length(key) > MAX_COLUMN_KEY_BYTES ? NO_COLUMN : addColumn(key, type);
  }

  private int addColumn(int key, byte type) {
    if (columnCount == columns.length) {
      growColumns();
    }
    shapes.makeRoom(listLength);
    columns[columnCount] = new AttributeColumn(key, type, ValueColumn.ofType(memory, type));
    columnBefore[columnCount] = columnOfKey[key] - 1;
    memory.count(COLUMN_OBJECT_BYTES);
    columnOfKey[key] = ++columnCount;
    return columnCount - 1;
  }

  private void growColumns() {
    if (columnCount == 0) {
      shapes = new Shapes(memory);
    }
    int length = Math.max(MIN_COLUMNS, columnCount * 2);
    memory.countGrown(columnCount, length, HeadMemory.REFERENCE_BYTES);
    memory.countGrown(columnCount, length, Integer.BYTES);
    columns = Arrays.copyOf(columns, length);
    columnBefore = Arrays.copyOf(columnBefore, length);
  }

  private void growKeys(int keyCode) {
    int before = lastRowOfKey.length;
    int length = Math.max(MIN_KEYS, Math.max(keyCode + 1, before + before / 2));
    memory.countGrown(before, length, Integer.BYTES);
    memory.countGrown(before, length, Integer.BYTES);
    lastRowOfKey = Arrays.copyOf(lastRowOfKey, length);
    columnOfKey = Arrays.copyOf(columnOfKey, length);
  }

  /// Appends the attributes of those rows of `source` that have a new row number, ascending. Keys
  /// and columns that none of them has are left out. This store must be empty.
  ///
  /// @param newRows the new number of each row of the source, or -1
  /// @return turns shapes of the source into shapes of this store
  CarriedCodes addFrom(AttributeStore source, int[] newRows) {
    CarriedCodes newKeys =
        new CarriedCodes(source.keys.size(), key -> internFrom(source.keys, key));
    int[] newColumns = new int[source.columnCount];
    for (int i = 0; i < newColumns.length; i++) {
      AttributeColumn column = source.columns[i];
      if (column.values().hasAny(newRows)) {
        newColumns[i] = addColumn(newKeys.get(column.key()), column.type());
        columns[newColumns[i]].values().addFrom(column.values(), newRows);
      }
    }
    bag.addFrom(source.bag, newRows, newKeys::get);
    return new CarriedCodes(source.shapeCount(), code -> carry(source.shape(code), newColumns));
  }

  private int internFrom(ByteDictionary from, int key) {
    return internKey(from.array(key), from.offset(key), from.length(key));
  }

  private int carry(int[] shape, int[] newColumns) {
    shapes.makeRoom(shape.length);
    for (int i = 0; i < shape.length; i++) {
      shapes.set(i, newColumns[shape[i]]);
    }
    return shape.length == 0 ? Shapes.EMPTY : shapes.intern(shape.length);
  }

  void release() {
    for (int i = 0; i < columnCount; i++) {
      columns[i].values().release();
    }
    columnCount = 0;
    if (shapes != Shapes.NONE) {
      shapes.release();
    }
    keys.release();
    bag.release();
  }
}
