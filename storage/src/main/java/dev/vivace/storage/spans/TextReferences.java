package dev.vivace.storage.spans;

import dev.vivace.storage.block.StringValues;
import dev.vivace.storage.head.ByteDictionary;
import java.util.Arrays;

/// Strings that lie in several dictionaries of a head, by codes of their own: equal strings share a
/// code, and none is copied.
final class TextReferences {

  private ByteDictionary[] dictionaries = new ByteDictionary[16];
  private int[] codes = new int[16];
  private int[] hashes = new int[16];
  private int[] slots = new int[64]; // reference + 1; 0 is free
  private int count;

  /// The code of a dictionary's string.
  int intern(ByteDictionary dictionary, int code) {
    byte[] bytes = dictionary.array(code);
    int offset = dictionary.offset(code);
    int length = dictionary.length(code);
    int hash = ByteDictionary.hash(bytes, offset, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      int known = slots[slot] - 1;
      if (hashes[known] == hash
          && dictionaries[known].equals(codes[known], bytes, offset, length)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = count + 1;
    return add(dictionary, code, hash);
  }

  private int add(ByteDictionary dictionary, int code, int hash) {
    if (count == codes.length) {
      dictionaries = Arrays.copyOf(dictionaries, count * 2);
      codes = Arrays.copyOf(codes, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    dictionaries[count] = dictionary;
    codes[count] = code;
    hashes[count++] = hash;
    if (count * 2 > slots.length) {
      rehash();
    }
    return count - 1;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int i = 0; i < count; i++) {
      int slot = hashes[i] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i + 1;
    }
  }

  /// A column of these strings.
  StringValues values(int[] references, int rows) {
    return new StringValues() {
      @Override
      public int count() {
        return rows;
      }

      @Override
      public int code(int index) {
        return references[index];
      }

      @Override
      public int codeLimit() {
        return count;
      }

      @Override
      public byte[] bytes(int code) {
        return dictionaries[code].array(codes[code]);
      }

      @Override
      public int offset(int code) {
        return dictionaries[code].offset(codes[code]);
      }

      @Override
      public int length(int code) {
        return dictionaries[code].length(codes[code]);
      }
    };
  }
}
