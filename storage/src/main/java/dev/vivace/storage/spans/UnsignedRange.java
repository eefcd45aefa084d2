package dev.vivace.storage.spans;

/// The least and the greatest of some unsigned longs.
final class UnsignedRange {

  private long min = -1;
  private long max;

  void add(long value) {
    if (Long.compareUnsigned(value, min) < 0) {
      min = value;
    }
    if (Long.compareUnsigned(value, max) > 0) {
      max = value;
    }
  }

  /// The least; the greatest unsigned long if there was none.
  long min() {
    return min;
  }

  long max() {
    return max;
  }
}
