package dev.vivace.model.bytes;

/// A range of a byte array packed into one long, so that columns can hold it without an object: the
/// offset in the upper 32 bits, the length in the lower 32. Both are non-negative. Zero is the
/// empty range.
public final class Slice {

  /// The empty range; also stands for "absent" where an absent and an empty field mean the same.
  public static final long EMPTY = 0;

  private Slice() {}

  public static long of(int offset, int length) {
    return ((long) offset << 32) | length;
  }

  public static int offset(long slice) {
    return (int) (slice >>> 32);
  }

  public static int length(long slice) {
    return (int) slice;
  }
}
