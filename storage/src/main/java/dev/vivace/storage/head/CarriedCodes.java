package dev.vivace.storage.head;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// The codes in a new head of what has codes in an older one, each found when it is first asked
/// for.
final class CarriedCodes {

  private static final int UNKNOWN = -1;

  private final int[] newCodes;
  private final IntUnaryOperator carry;

  /// @param count codes of the older head are below this
  /// @param carry adds what has this code to the new head and gives its code there
  CarriedCodes(int count, IntUnaryOperator carry) {
    this.newCodes = new int[count];
    this.carry = carry;
    Arrays.fill(newCodes, UNKNOWN);
  }

  int get(int code) {
    if (newCodes[code] == UNKNOWN) {
      newCodes[code] = carry.applyAsInt(code);
    }
    return newCodes[code];
  }
}
