package dev.vivace.storage.block;

import java.util.Arrays;

/// Byte planes: the lowest bytes of all values, then the second lowest, and so on. Neighbours
/// compress better so.
final class BytePlanes {

  private BytePlanes() {}

  /// How many bytes hold every number from 0 to `range`, unsigned.
  static int width(long range) {
    return (Long.SIZE - Long.numberOfLeadingZeros(range) + 7) / 8;
  }

  /// Writes the differences of values to a base as `width` planes from `at` on.
  static void write(long[] values, int count, long base, int width, byte[] target, int at) {
    for (int plane = 0; plane < width; plane++) {
      int shift = plane * Byte.SIZE;
      int start = at + plane * count;
      for (int i = 0; i < count; i++) {
        target[start + i] = (byte) ((values[i] - base) >>> shift);
      }
    }
  }

  /// Reads value `index` of `count` from its planes.
  static long get(byte[] planes, int count, int width, int index) {
    long value = 0;
    int at = index;
    for (int shift = 0; shift < width * Byte.SIZE; shift += Byte.SIZE) {
      value |= (planes[at] & 0xFFL) << shift;
      at += count;
    }
    return value;
  }

  /// Reads values `[from, from + count)` of `stride` from their planes and adds them to `base`.
  static void read(
      byte[] planes, int stride, int width, int from, int count, long base, long[] target, int at) {
    Arrays.fill(target, at, at + count, base);
    for (int plane = 0; plane < width; plane++) {
      int shift = plane * Byte.SIZE;
      int start = plane * stride + from;
      for (int i = 0; i < count; i++) {
        target[at + i] += (planes[start + i] & 0xFFL) << shift;
      }
    }
  }

  /// The same modulo 2³².
  static void read(
      byte[] planes, int stride, int width, int from, int count, int base, int[] target, int at) {
    Arrays.fill(target, at, at + count, base);
    for (int plane = 0; plane < Math.min(width, Integer.BYTES); plane++) {
      int shift = plane * Byte.SIZE;
      int start = plane * stride + from;
      for (int i = 0; i < count; i++) {
        target[at + i] += (planes[start + i] & 0xFF) << shift;
      }
    }
  }
}
