package dev.vivace.storage.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Tuples of ints by code: equal tuples have equal codes.
public final class Tuples {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int OBJECT_BYTES = 24;

  private final ByteDictionary tuples;
  private final byte[] scratch;

  Tuples(HeadMemory memory, int arity) {
    tuples = new ByteDictionary(memory);
    scratch = new byte[arity * Integer.BYTES];
    memory.count(OBJECT_BYTES + HeadMemory.arrayBytes(scratch.length, Byte.BYTES));
  }

  public int count() {
    return tuples.size();
  }

  /// One element of a tuple.
  public int get(int code, int element) {
    return (int) INT.get(tuples.array(code), tuples.offset(code) + element * Integer.BYTES);
  }

  /// Sets one element of the tuple that [#intern] will look up.
  Tuples with(int element, int value) {
    INT.set(scratch, element * Integer.BYTES, value);
    return this;
  }

  int intern() {
    return tuples.intern(scratch, 0, scratch.length);
  }

  void release() {
    tuples.release();
  }
}
