package dev.vivace.storage.head;

/// The short strings of all small dictionaries of a head, side by side in a few arrays: chunks of
/// their own would stay nearly empty. For one thread.
final class ShortStrings {

  /// Longer strings are not kept here.
  static final int MAX_LENGTH = 128;

  private static final int CHUNK_BYTES = 512;
  private static final byte[] NOTHING = new byte[0];

  private final HeadMemory memory;
  private byte[] chunk = NOTHING;
  private int used;

  ShortStrings(HeadMemory memory) {
    this.memory = memory;
  }

  /// Makes room for a string in [#chunk].
  ///
  /// @return its offset there
  int reserve(int length) {
    if (chunk.length - used < length) {
      chunk = new byte[CHUNK_BYTES];
      memory.count(HeadMemory.arrayBytes(CHUNK_BYTES, Byte.BYTES));
      used = 0;
    }
    used += length;
    return used - length;
  }

  /// The array in which room was made last.
  byte[] chunk() {
    return chunk;
  }
}
