package dev.vivace.storage.view;

import java.security.SecureRandom;

/// Codes of numbers in a column that is being made: an open hash table.
final class NumberCodes {

  /// No code.
  static final int NONE = -1;

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  // Seeded per process, so that nobody can send numbers that collide.
  private static final long SEED = new SecureRandom().nextLong();

  private long[] numbers = new long[64];
  private int[] codes = new int[64]; // code + 1; 0 is free
  private int count;

  int get(long number) {
    return codes[slot(number)] - 1;
  }

  /// Enters a number that is not there.
  void put(long number, int code) {
    if (++count * 2 > codes.length) {
      grow();
    }
    int slot = slot(number);
    numbers[slot] = number;
    codes[slot] = code + 1;
  }

  private void grow() {
    long[] oldNumbers = numbers;
    int[] oldCodes = codes;
    numbers = new long[oldNumbers.length * 2];
    codes = new int[oldCodes.length * 2];
    for (int i = 0; i < oldCodes.length; i++) {
      if (oldCodes[i] != 0) {
        int slot = slot(oldNumbers[i]);
        numbers[slot] = oldNumbers[i];
        codes[slot] = oldCodes[i];
      }
    }
  }

  private int slot(long number) {
    long mixed = (number ^ SEED) * MULTIPLIER;
    int mask = codes.length - 1;
    int slot = (int) (((mixed ^ (mixed >>> 32)) * MULTIPLIER) >>> 32) & mask;
    while (codes[slot] != 0 && numbers[slot] != number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
