package dev.vivace.storage.spans;

import dev.vivace.model.error.CorruptDataException;

/// Reads unsigned varints of at most 31 bits from a checked page.
final class Varints {

  private final byte[] bytes;
  private final int end;
  private int at;

  Varints(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  boolean hasNext() {
    return at < end;
  }

  int next() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (at == end) {
        break;
      }
      byte b = bytes[at++];
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new CorruptDataException("a list of numbers ends within one, or has one over 31 bits");
  }
}
