package dev.vivace.storage.block;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Cuts byte strings into pages of at most 32 KiB; a longer string has a page of its own. A page
/// holds the lengths as byte planes, less the least length, then the bytes.
final class StringPageWriter {

  /// What a value's length takes at most in a page of more than one value.
  private static final int LENGTH_BYTES = 2;

  private final PageWriter pages;
  private long[] lengths = new long[BlockFormat.PAGE_BYTES / LENGTH_BYTES];

  StringPageWriter(PageWriter pages) {
    this.pages = pages;
  }

  /// Writes the values of `count` codes, adds the pages' heads to `heads` and returns how many.
  int write(ByteSink heads, StringValues values, IntUnaryOperator codes, int count)
      throws IOException {
    int written = 0;
    int from = 0;
    while (from < count) {
      int to = pageEnd(values, codes, from, count);
      writePage(heads, values, codes, from, to);
      written++;
      from = to;
    }
    return written;
  }

  private static int pageEnd(StringValues values, IntUnaryOperator codes, int from, int count) {
    long size = 0;
    int to = from;
    while (to < count) {
      size += LENGTH_BYTES + checkedLength(values, codes.applyAsInt(to));
      if (size > BlockFormat.PAGE_BYTES && to > from) {
        return to;
      }
      to++;
    }
    return to;
  }

  private static long checkedLength(StringValues values, int code) {
    int length = values.length(code);
    if (length > BlockFormat.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "value of %d bytes (limit: %d); cut it or keep it elsewhere"
              .formatted(length, BlockFormat.MAX_VALUE_BYTES));
    }
    return length;
  }

  private void writePage(
      ByteSink heads, StringValues values, IntUnaryOperator codes, int from, int to)
      throws IOException {
    int count = to - from;
    for (int i = 0; i < count; i++) {
      lengths[i] = values.length(codes.applyAsInt(from + i));
    }
    long min = Arrays.stream(lengths, 0, count).min().orElse(0);
    long max = Arrays.stream(lengths, 0, count).max().orElse(0);
    long total = Arrays.stream(lengths, 0, count).sum();
    int width = BytePlanes.width(max - min);
    int rawLength = Math.toIntExact(width * (long) count + total);
    byte[] raw = pages.raw(rawLength);
    BytePlanes.write(lengths, count, min, width, raw, 0);
    int at = width * count;
    for (int i = from; i < to; i++) {
      int code = codes.applyAsInt(i);
      int length = values.length(code);
      System.arraycopy(values.bytes(code), values.offset(code), raw, at, length);
      at += length;
    }
    pages.write(heads, BlockFormat.ENCODING_STRINGS, width, 0, count, rawLength, min, min, max);
  }
}
