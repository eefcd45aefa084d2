package dev.vivace.model.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Checks, cuts and repairs text in UTF-8. Valid means what the Unicode standard says: shortest
/// forms only, no surrogates, nothing above U+10FFFF.
///
/// Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
public final class Utf8 {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int MAX_CONTINUATIONS = 3;

  private Utf8() {}

  /// Whether the bytes are valid UTF-8. Costs one load for eight bytes as long as they are ASCII.
  public static boolean isValid(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      if (((long) LONG_LE.get(bytes, at) & HIGH_BITS) != 0) {
        return isValidFrom(bytes, at, end);
      }
    }
    if (at == end || isAsciiTail(bytes, at, end)) {
      return true;
    }
    return isValidFrom(bytes, at, end);
  }

  /// How many of the first `limit` bytes of a longer text to keep so that no character is cut.
  public static int cut(byte[] bytes, int offset, int limit) {
    for (int back = 0; back <= Math.min(MAX_CONTINUATIONS, limit); back++) {
      if (!isContinuation(bytes[offset + limit - back])) {
        return limit - back;
      }
    }
    return limit;
  }

  /// The bytes with each bad sequence replaced by U+FFFD: one for every maximal subpart, as Java's
  /// decoder does. Never shorter than the input.
  public static byte[] repair(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Looks at the last 1 to 7 bytes: with one load where the array goes on behind them.
  private static boolean isAsciiTail(byte[] bytes, int from, int end) {
    if (from <= bytes.length - Long.BYTES) {
      long mask = -1L >>> (Long.SIZE - (end - from) * Byte.SIZE);
      return ((long) LONG_LE.get(bytes, from) & mask & HIGH_BITS) == 0;
    }
    for (int at = from; at < end; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isValidFrom(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      if (bytes[at] >= 0) {
        at++;
      } else {
        int size = sequenceSize(bytes, at, end);
        if (size == 0) {
          return false;
        }
        at += size;
      }
    }
    return true;
  }

  /// The size of the sequence of two to four bytes at `at`, zero if it is not well-formed.
  private static int sequenceSize(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size > end - at || !isSecond(lead, bytes[at + 1] & 0xFF)) {
      return 0;
    }
    for (int i = 2; i < size; i++) {
      if (!isContinuation(bytes[at + i])) {
        return 0;
      }
    }
    return size;
  }

  private static boolean isSecond(int lead, int second) {
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xC0) == 0x80;
  }
}
