package dev.vivace.storage.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Lists of columns by code: the shapes of a store's owners. Code 0 is the empty list.
final class Shapes {

  /// The shape of owners without attributes in columns.
  static final int EMPTY = 0;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int OBJECT_BYTES = 32;
  private static final int MIN = 4;

  /// The empty one alone.
  static final Shapes NONE = new Shapes(HeadMemory.NONE);

  private final HeadMemory memory;
  private final ByteDictionary codes;
  private int[][] columns = new int[MIN][];
  private int count;
  private byte[] scratch = new byte[MIN * Integer.BYTES];

  Shapes(HeadMemory memory) {
    this.memory = memory;
    this.codes = new ByteDictionary(memory);
    memory.count(
        OBJECT_BYTES
            + HeadMemory.arrayBytes(columns.length, HeadMemory.REFERENCE_BYTES)
            + HeadMemory.arrayBytes(scratch.length, Byte.BYTES));
    intern(0);
  }

  int count() {
    return count;
  }

  /// Not to be changed.
  int[] get(int code) {
    return columns[code];
  }

  /// Makes room for a list of so many columns.
  void makeRoom(int length) {
    if (length * Integer.BYTES > scratch.length) {
      memory.countGrown(scratch.length, length * Integer.BYTES, Byte.BYTES);
      scratch = Arrays.copyOf(scratch, length * Integer.BYTES);
    }
  }

  /// Sets a column of the list that [#intern] will look up, for which there is room.
  void set(int index, int column) {
    INT.set(scratch, index * Integer.BYTES, column);
  }

  /// The code of the list of the first `length` columns that were set.
  int intern(int length) {
    int code = codes.intern(scratch, 0, length * Integer.BYTES);
    if (code == count) {
      add(length);
    }
    return code;
  }

  private void add(int length) {
    if (count == columns.length) {
      memory.countGrown(count, count * 2, HeadMemory.REFERENCE_BYTES);
      columns = Arrays.copyOf(columns, count * 2);
    }
    int[] list = new int[length];
    for (int i = 0; i < length; i++) {
      list[i] = (int) INT.get(scratch, i * Integer.BYTES);
    }
    columns[count++] = list;
    memory.count(HeadMemory.arrayBytes(length, Integer.BYTES));
  }

  void release() {
    codes.release();
  }
}
