package dev.vivace.storage.scan;

import dev.vivace.storage.block.IntColumn;
import dev.vivace.traceql.table.Codes;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// Gives the numbers of a column codes: equal ones the same while there are few, each its own if
/// there are many.
final class NumberCodes {

  private static final int MAX_DISTINCT = 4096;
  // Random and odd, so that nobody can send numbers that collide.
  private static final long MULTIPLIER = new SecureRandom().nextLong() | 1;

  private final long[] distinct;
  private final int[] slots; // Code + 1; 0 is free.
  private final int shift;
  private int count;

  private NumberCodes(int numbers) {
    int limit = Math.min(MAX_DISTINCT, numbers);
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(limit | 1) + 1;
    distinct = new long[limit];
    slots = new int[1 << bits];
    shift = Long.SIZE - bits;
  }

  /// Adds the numbers of a column in the order of their codes.
  ///
  /// @return the codes by value index, from 0 on; null if each value has its own
  static @Nullable Codes add(IntColumn column, int type, AttributeValueAdder values) {
    long[] numbers = new long[column.count()];
    column.read(0, numbers.length, numbers, 0);
    NumberCodes distinct = new NumberCodes(numbers.length);
    int[] codes = new int[numbers.length];
    if (!distinct.find(numbers, codes)) {
      for (long number : numbers) {
        values.addNumber(type, number);
      }
      return null;
    }
    for (int code = 0; code < distinct.count; code++) {
      values.addNumber(type, distinct.distinct[code]);
    }
    return Codes.of(codes, distinct.count);
  }

  /// False if there are too many.
  private boolean find(long[] numbers, int[] codes) {
    int mask = slots.length - 1;
    for (int i = 0; i < numbers.length; i++) {
      long number = numbers[i];
      int slot = (int) ((number * MULTIPLIER) >>> shift);
      while (slots[slot] != 0 && distinct[slots[slot] - 1] != number) {
        slot = (slot + 1) & mask;
      }
      if (slots[slot] == 0) {
        if (count == distinct.length) {
          return false;
        }
        distinct[count++] = number;
        slots[slot] = count;
      }
      codes[i] = slots[slot] - 1;
    }
    return true;
  }
}
