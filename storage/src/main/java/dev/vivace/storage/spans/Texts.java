package dev.vivace.storage.spans;

import dev.vivace.storage.block.StringValues;
import dev.vivace.storage.head.ByteDictionary;

/// Strings for a column: codes into a dictionary of the head.
record Texts(ByteDictionary dictionary, int[] codes, int count) implements StringValues {

  @Override
  public int code(int index) {
    return codes[index];
  }

  @Override
  public int codeLimit() {
    return dictionary.size();
  }

  @Override
  public byte[] bytes(int code) {
    return dictionary.array(code);
  }

  @Override
  public int offset(int code) {
    return dictionary.offset(code);
  }

  @Override
  public int length(int code) {
    return dictionary.length(code);
  }
}
