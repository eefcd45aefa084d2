package dev.vivace.storage.spans;

import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.HeadMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Lists of ints by code, in the order of first use: equal lists have equal codes. No object a
/// list.
final class IntLists {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteDictionary lists = new ByteDictionary(new HeadMemory(Long.MAX_VALUE));
  private byte[] scratch = new byte[64 * Integer.BYTES];

  int count() {
    return lists.size();
  }

  /// The code of the list of the first `length` values.
  int intern(int[] values, int length) {
    if (length * Integer.BYTES > scratch.length) {
      scratch = new byte[Math.max(length * Integer.BYTES, scratch.length * 2)];
    }
    for (int i = 0; i < length; i++) {
      INT.set(scratch, i * Integer.BYTES, values[i]);
    }
    return lists.intern(scratch, 0, length * Integer.BYTES);
  }

  int length(int code) {
    return lists.length(code) / Integer.BYTES;
  }

  int get(int code, int index) {
    return (int) INT.get(lists.array(code), lists.offset(code) + index * Integer.BYTES);
  }

  /// The index of a value in an ascending list that has it.
  int indexOf(int code, int value) {
    int low = 0;
    int high = length(code) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = get(code, middle);
      if (found == value) {
        return middle;
      }
      if (found < value) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    throw new IllegalStateException("column " + value + " is not in key set " + code);
  }
}
