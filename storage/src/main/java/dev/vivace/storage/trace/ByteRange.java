package dev.vivace.storage.trace;

/// Bytes somewhere in an array that belongs to somebody else. A reader fills one and hands it out
/// again and again.
public final class ByteRange {

  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int offset;
  private int length;

  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public void set(byte[] array, int from, int size) {
    bytes = array;
    offset = from;
    length = size;
  }

  public void clear() {
    set(NOTHING, 0, 0);
  }
}
