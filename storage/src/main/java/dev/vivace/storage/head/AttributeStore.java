package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The attributes of one kind of owner (spans, events, links, resources or scopes) as columns: one
/// a key and type. An owner's list of columns, in the order in which its attributes were sent, is
/// its *shape*; owners of one kind of sender share few shapes. A key gets a column after 64 values
/// and lies in the bag until then, so that many rare keys cost little; a key of more than 1,024
/// bytes never gets one. The first occurrence of a key in a list is its value; later ones are
/// duplicates in the bag.
public final class AttributeStore {

  private static final int VALUES_BEFORE_COLUMN = 64;
  private static final int MAX_COLUMN_KEY_BYTES = 1024;

  // What the objects of a column and of a shape take, without their chunks; measured.
  private static final int COLUMN_OBJECT_BYTES = 448;
  private static final int SHAPE_OBJECT_BYTES = 24;

  private static final int TYPES = ValueType.values().length;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] NO_HINT = new int[0];

  private final HeadMemory memory;
  private final ByteDictionary keys;
  private final ByteDictionary shapes;
  private final AttributeBag bag;
  private final List<AttributeColumn> columns = new ArrayList<>();
  private final List<int[]> shapeColumns = new ArrayList<>();
  // By key code and type: the column's index + 1, or minus the number of values seen so far.
  private int[] columnOfKeyAndType = new int[0];
  // By key code: the last row that had it, + 1.
  private int[] lastRowOfKey = new int[0];
  private byte[] shapeScratch = new byte[64 * Integer.BYTES];

  AttributeStore(HeadMemory memory) {
    this.memory = memory;
    this.keys = new ByteDictionary(memory);
    this.shapes = new ByteDictionary(memory);
    this.bag = new AttributeBag(memory);
  }

  public ByteDictionary keys() {
    return keys;
  }

  public AttributeBag bag() {
    return bag;
  }

  public int columnCount() {
    return columns.size();
  }

  public AttributeColumn column(int index) {
    return columns.get(index);
  }

  public int shapeCount() {
    return shapeColumns.size();
  }

  /// The indexes of a shape's columns in the order sent. Not to be changed.
  public int[] shape(int code) {
    return shapeColumns.get(code);
  }

  /// Appends the attributes `[from, end)` of one owner, whose row must be higher than all before.
  ///
  /// @param hint the code of a shape that the list probably has, or -1; only saves time
  /// @return the code of the shape
  int append(int row, byte[] bytes, AttributeList list, int from, int end, int hint) {
    int[] expected = hint < 0 ? NO_HINT : shapeColumns.get(hint);
    int shaped = 0;
    if ((end - from) * Integer.BYTES > shapeScratch.length) {
      shapeScratch = new byte[(end - from) * Integer.BYTES];
    }
    for (int i = from; i < end; i++) {
      byte type = list.type(i);
      long key = list.key(i);
      int column = -1;
      if (shaped < expected.length) {
        column = expected[shaped];
        AttributeColumn candidate = columns.get(column);
        if (candidate.type() != type
            || !keys.equals(candidate.key(), bytes, Slice.offset(key), Slice.length(key))) {
          column = -1;
        }
      }
      int keyCode =
          column >= 0
              ? columns.get(column).key()
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
      addToColumn(columns.get(column).values(), row, bytes, list.value(i));
      INT.set(shapeScratch, shaped++ * Integer.BYTES, column);
    }
    return internShape(shaped);
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
    int slot = key * TYPES + type;
    int state = columnOfKeyAndType[slot];
    if (state > 0) {
      return state - 1;
    }
    if (state > -VALUES_BEFORE_COLUMN) {
      columnOfKeyAndType[slot]--;
      return -1;
    }
    return keys.length(key) > MAX_COLUMN_KEY_BYTES ? -1 : addColumn(key, type);
  }

  private int addColumn(int key, byte type) {
    memory.count(COLUMN_OBJECT_BYTES);
    columns.add(new AttributeColumn(key, type, ValueColumn.ofType(memory, type)));
    columnOfKeyAndType[key * TYPES + type] = columns.size();
    return columns.size() - 1;
  }

  private int internShape(int shaped) {
    int code = shapes.intern(shapeScratch, 0, shaped * Integer.BYTES);
    if (code == shapeColumns.size()) {
      int[] indexes = new int[shaped];
      for (int i = 0; i < shaped; i++) {
        indexes[i] = (int) INT.get(shapeScratch, i * Integer.BYTES);
      }
      shapeColumns.add(indexes);
      memory.count((long) shaped * Integer.BYTES + SHAPE_OBJECT_BYTES);
    }
    return code;
  }

  private void growKeys(int keyCode) {
    int length = Math.max(64, Math.max(keyCode + 1, lastRowOfKey.length * 2));
    memory.count((long) (length - lastRowOfKey.length) * (1 + TYPES) * Integer.BYTES);
    lastRowOfKey = Arrays.copyOf(lastRowOfKey, length);
    columnOfKeyAndType = Arrays.copyOf(columnOfKeyAndType, length * TYPES);
  }

  /// Appends the attributes of those rows of `source` that have a new row number, ascending. Keys
  /// and columns that none of them has are left out. This store must be empty.
  ///
  /// @param newRows the new number of each row of the source, or -1
  /// @return turns shapes of the source into shapes of this store
  CarriedShapes addFrom(AttributeStore source, int[] newRows) {
    int[] newKeys = new int[source.keys.size()];
    Arrays.fill(newKeys, -1);
    int[] newColumns = new int[source.columns.size()];
    for (int i = 0; i < newColumns.length; i++) {
      AttributeColumn column = source.columns.get(i);
      if (column.values().hasAny(newRows)) {
        newColumns[i] = addColumn(internKey(source, column.key(), newKeys), column.type());
        columns.get(newColumns[i]).values().addFrom(column.values(), newRows);
      }
    }
    bag.addFrom(source.bag, newRows, key -> internKey(source, key, newKeys));
    return new CarriedShapes(source, this, newColumns);
  }

  private int internKey(AttributeStore source, int key, int[] newKeys) {
    if (newKeys[key] < 0) {
      ByteDictionary from = source.keys;
      newKeys[key] = internKey(from.array(key), from.offset(key), from.length(key));
    }
    return newKeys[key];
  }

  /// The code of the shape of these columns.
  int internShape(int[] indexes) {
    if (indexes.length * Integer.BYTES > shapeScratch.length) {
      shapeScratch = new byte[indexes.length * Integer.BYTES];
    }
    for (int i = 0; i < indexes.length; i++) {
      INT.set(shapeScratch, i * Integer.BYTES, indexes[i]);
    }
    return internShape(indexes.length);
  }

  void release() {
    for (AttributeColumn column : columns) {
      column.values().release();
      memory.count(-COLUMN_OBJECT_BYTES);
    }
    for (int[] shape : shapeColumns) {
      memory.count(-(long) shape.length * Integer.BYTES - SHAPE_OBJECT_BYTES);
    }
    memory.count(-(long) lastRowOfKey.length * (1 + TYPES) * Integer.BYTES);
    columns.clear();
    shapeColumns.clear();
    keys.release();
    shapes.release();
    bag.release();
  }
}
