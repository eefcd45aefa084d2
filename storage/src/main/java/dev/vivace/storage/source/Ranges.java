package dev.vivace.storage.source;

import dev.vivace.storage.section.BlockEntry;

/// Ranges of unsigned nanoseconds, both ends in.
final class Ranges {

  private Ranges() {}

  static long min(long left, long right) {
    return Long.compareUnsigned(left, right) <= 0 ? left : right;
  }

  static long max(long left, long right) {
    return Long.compareUnsigned(left, right) >= 0 ? left : right;
  }

  /// Earlier by so much, or as early as can be.
  static long earlier(long nanos, long by) {
    return Long.compareUnsigned(nanos, by) > 0 ? nanos - by : 0;
  }

  /// Later by so much, or as late as can be.
  static long later(long nanos, long by) {
    return Long.compareUnsigned(nanos, -1 - by) < 0 ? nanos + by : -1;
  }

  static boolean overlap(long start, long end, long otherStart, long otherEnd) {
    return Long.compareUnsigned(start, otherEnd) <= 0 && Long.compareUnsigned(otherStart, end) <= 0;
  }

  /// Whether a trace of the block may overlap the range or lie so near to it.
  static boolean overlap(BlockEntry block, long start, long end, long margin) {
    return overlap(
        block.minTraceStartNanos(),
        block.maxTraceEndNanos(),
        earlier(start, margin),
        later(end, margin));
  }

  /// How far the traces of the block are from the range; 0 if they overlap it.
  static long distance(BlockEntry block, long start, long end) {
    if (Long.compareUnsigned(block.minTraceStartNanos(), end) > 0) {
      return block.minTraceStartNanos() - end;
    }
    return Long.compareUnsigned(start, block.maxTraceEndNanos()) > 0
        ? start - block.maxTraceEndNanos()
        : 0;
  }
}
