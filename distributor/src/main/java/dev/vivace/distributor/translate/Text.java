package dev.vivace.distributor.translate;

import dev.vivace.model.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// A range of bytes that is text in UTF-8, or should be: a view, not a copy. What is no valid UTF-8
/// is repaired and counted where the translated request is decoded. Two are equal if their bytes
/// are.
public record Text(byte[] bytes, int offset, int length) {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  public static final Text EMPTY = new Text(new byte[0], 0, 0);

  public static Text of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Text(utf8, 0, utf8.length);
  }

  /// The range of `source` that a [Slice] names.
  public static Text of(byte[] source, long slice) {
    return new Text(source, Slice.offset(slice), Slice.length(slice));
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /// The text in small letters, to compare it with a protocol's words.
  public String toLowerCase() {
    return toString().toLowerCase(Locale.ROOT);
  }

  /// A hash for tables of what senders chose: without the seed they cannot choose texts that fall
  /// into one slot, as they could with [#hashCode]. Its upper half is the better one.
  public long hash(long seed) {
    long hash = seed ^ length;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ bytes[i]) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    return hash * MULTIPLIER;
  }

  /// Decodes the bytes; each bad sequence becomes U+FFFD.
  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text
        && Arrays.equals(
            bytes, offset, offset + length, text.bytes, text.offset, text.offset + text.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }
}
