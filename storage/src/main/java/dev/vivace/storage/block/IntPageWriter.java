package dev.vivace.storage.block;

import java.io.IOException;

/// Cuts integers into pages. A page grows by 4,096 values as long as it holds at most 32 KiB: its
/// width follows from its least and greatest value, so a neighbour with an outlier is left to the
/// next page.
final class IntPageWriter {

  private final PageWriter pages;
  private final long[] page = new long[BlockFormat.MAX_PAGE_VALUES + BlockFormat.ORDINAL_STEP];

  IntPageWriter(PageWriter pages) {
    this.pages = pages;
  }

  /// Writes the pages of `count` values, adds their heads to `heads` and returns how many.
  int write(ByteSink heads, NumberOrder order, LongSource values, int count) throws IOException {
    int written = 0;
    int held = 0;
    Range range = Range.NONE;
    for (int from = 0; from < count; from += BlockFormat.ORDINAL_STEP) {
      int step = Math.min(BlockFormat.ORDINAL_STEP, count - from);
      values.copy(from, step, page, held);
      Range next = Range.of(order, page, held, step);
      Range both = range.plus(next);
      if (held > 0 && !fits(both, held + step)) {
        writePage(heads, order, range, held);
        written++;
        System.arraycopy(page, held, page, 0, step);
        held = 0;
        both = next;
      }
      range = both;
      held += step;
    }
    if (held > 0) {
      writePage(heads, order, range, held);
      written++;
    }
    return written;
  }

  private static boolean fits(Range range, int count) {
    return count <= BlockFormat.MAX_PAGE_VALUES && range.width() * count <= BlockFormat.PAGE_BYTES;
  }

  private void writePage(ByteSink heads, NumberOrder order, Range range, int count)
      throws IOException {
    int width = range.width();
    long base = range.base(order);
    int rawLength = width * count;
    BytePlanes.write(page, count, base, width, pages.raw(rawLength), 0);
    ZoneMap zone = ZoneMap.of(order, page, count, range);
    pages.write(
        heads,
        BlockFormat.ENCODING_INTEGERS,
        width,
        zone.hasNaN() ? BlockFormat.FLAG_HAS_NAN : 0,
        count,
        rawLength,
        base,
        zone.min(),
        zone.max());
  }

  /// Least and greatest of some values as integers; unsigned ones with the sign bit flipped, so
  /// that signed comparison orders them.
  private record Range(long min, long max) {

    static final Range NONE = new Range(Long.MAX_VALUE, Long.MIN_VALUE);

    static Range of(NumberOrder order, long[] values, int from, int count) {
      long flip = flip(order);
      long min = Long.MAX_VALUE;
      long max = Long.MIN_VALUE;
      for (int i = from; i < from + count; i++) {
        long value = values[i] ^ flip;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      return new Range(min, max);
    }

    Range plus(Range other) {
      return new Range(Math.min(min, other.min), Math.max(max, other.max));
    }

    int width() {
      return BytePlanes.width(max - min);
    }

    long base(NumberOrder order) {
      return min ^ flip(order);
    }

    long last(NumberOrder order) {
      return max ^ flip(order);
    }

    private static long flip(NumberOrder order) {
      return order == NumberOrder.UNSIGNED ? Long.MIN_VALUE : 0;
    }
  }

  /// Least and greatest of a page's values in the column's order.
  private record ZoneMap(long min, long max, boolean hasNaN) {

    static ZoneMap of(NumberOrder order, long[] values, int count, Range range) {
      return order == NumberOrder.DOUBLE
          ? ofDoubles(values, count)
          : new ZoneMap(range.base(order), range.last(order), false);
    }

    private static ZoneMap ofDoubles(long[] values, int count) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      boolean hasNaN = false;
      for (int i = 0; i < count; i++) {
        double value = Double.longBitsToDouble(values[i]);
        if (Double.isNaN(value)) {
          hasNaN = true;
        } else {
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
      }
      return new ZoneMap(Double.doubleToRawLongBits(min), Double.doubleToRawLongBits(max), hasNaN);
    }
  }
}
