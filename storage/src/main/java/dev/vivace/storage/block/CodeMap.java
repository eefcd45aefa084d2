package dev.vivace.storage.block;

import java.util.Arrays;

/// Renumbers the codes of a column in the order of their first use. Reused from column to column:
/// clearing costs as much as there were different codes, not as much as there could be.
final class CodeMap {

  private static final int INITIAL_CODES = 256;

  private int[] newCodePlusOne = new int[INITIAL_CODES];
  private int[] firstUse = new int[INITIAL_CODES];
  private int size;

  void fill(StringValues values) {
    clear();
    if (newCodePlusOne.length < values.codeLimit()) {
      newCodePlusOne = new int[values.codeLimit()];
    }
    for (int i = 0; i < values.count(); i++) {
      int code = values.code(i);
      if (newCodePlusOne[code] == 0) {
        add(code);
      }
    }
  }

  /// How many different codes there are.
  int size() {
    return size;
  }

  /// The caller's code that was the `newCode`-th to occur.
  int firstUse(int newCode) {
    return firstUse[newCode];
  }

  int newCode(int code) {
    return newCodePlusOne[code] - 1;
  }

  private void add(int code) {
    if (size == firstUse.length) {
      firstUse = Arrays.copyOf(firstUse, size * 2);
    }
    firstUse[size++] = code;
    newCodePlusOne[code] = size;
  }

  private void clear() {
    for (int i = 0; i < size; i++) {
      newCodePlusOne[firstUse[i]] = 0;
    }
    size = 0;
  }
}
