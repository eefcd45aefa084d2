package dev.vivace.storage.block;

import java.util.Arrays;

/// The heads of consecutive pages of a column chunk, checked against each other. Value `i` of the
/// run lies in the page whose `firstValue` is the last one not above `i`.
final class PageList {

  private final int count;
  private final int[] firstValue;
  private final long[] offset;
  private final byte[] width;
  private final byte[] codec;
  private final boolean[] hasNaN;
  private final int[] rawLength;
  private final int[] crc;
  private final long[] base;
  private final long[] min;
  private final long[] max;

  private PageList(int count) {
    this.count = count;
    firstValue = new int[count + 1];
    offset = new long[count + 1];
    width = new byte[count];
    codec = new byte[count];
    hasNaN = new boolean[count];
    rawLength = new int[count];
    crc = new int[count];
    base = new long[count];
    min = new long[count];
    max = new long[count];
  }

  /// Reads the heads of `count` pages that hold `values` values from `offset` in the row group on.
  static PageList read(
      Place place, ByteCursor heads, int encoding, int count, int values, long offset) {
    PageList pages = new PageList(count);
    pages.offset[0] = offset;
    for (int page = 0; page < count; page++) {
      pages.readHead(place, heads, encoding, page, values);
    }
    if (pages.firstValue[count] != values) {
      throw place.corrupt(
          "page heads",
          "%d values in %d pages (expected: %d)".formatted(pages.firstValue[count], count, values));
    }
    return pages;
  }

  /// One page that stores nothing: all values are the same.
  static PageList constant(NumberOrder order, long value, int values) {
    PageList pages = new PageList(1);
    pages.firstValue[1] = values;
    pages.base[0] = value;
    pages.hasNaN[0] = order == NumberOrder.DOUBLE && Double.isNaN(Double.longBitsToDouble(value));
    pages.min[0] = pages.hasNaN[0] ? Double.doubleToRawLongBits(Double.POSITIVE_INFINITY) : value;
    pages.max[0] = pages.hasNaN[0] ? Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY) : value;
    return pages;
  }

  private void readHead(Place place, ByteCursor heads, int encoding, int page, int values) {
    int foundEncoding = heads.readByte();
    width[page] = (byte) heads.readByte();
    codec[page] = (byte) heads.readByte();
    hasNaN[page] = (heads.readByte() & BlockFormat.FLAG_HAS_NAN) != 0;
    int pageValues =
        heads.readCount(
            "values of page", Math.min(values - firstValue[page], BlockFormat.MAX_PAGE_VALUES));
    rawLength[page] = heads.readInt();
    int storedLength = heads.readInt();
    crc[page] = heads.readInt();
    base[page] = heads.readLong();
    min[page] = heads.readLong();
    max[page] = heads.readLong();
    Checks.lengths(
        place,
        part(page),
        codec[page],
        rawLength[page],
        storedLength,
        BlockFormat.MAX_VALUE_BYTES + BlockFormat.PAGE_BYTES);
    boolean integers = encoding == BlockFormat.ENCODING_INTEGERS;
    int maxWidth = integers ? Long.BYTES : Integer.BYTES;
    long planes = (long) width[page] * pageValues;
    boolean fits = integers ? rawLength[page] == planes : rawLength[page] >= planes;
    if (foundEncoding != encoding || width[page] < 0 || width[page] > maxWidth || !fits) {
      throw place.corrupt(
          part(page),
          "encoding %d, width %d, %d values in %d bytes (expected: encoding %d, width 0 to %d)"
              .formatted(
                  foundEncoding, width[page], pageValues, rawLength[page], encoding, maxWidth));
    }
    firstValue[page + 1] = firstValue[page] + pageValues;
    offset[page + 1] = offset[page] + storedLength;
  }

  static String part(int page) {
    return "page " + page;
  }

  int count() {
    return count;
  }

  /// The index of the page's first value; for [#count], of the value after the last.
  int firstValue(int page) {
    return firstValue[page];
  }

  int values(int page) {
    return firstValue[page + 1] - firstValue[page];
  }

  /// The page that holds a value; the caller has checked the index.
  int pageOf(int index) {
    int found = Arrays.binarySearch(firstValue, 0, count, index);
    // Empty pages share their first value with the next, so step to the last of them.
    int page = found >= 0 ? found : -found - 2;
    while (firstValue[page + 1] <= index) {
      page++;
    }
    return page;
  }

  /// Where the page begins, from the start of the row group; for [#count], where the last ends.
  long offset(int page) {
    return offset[page];
  }

  int storedLength(int page) {
    return (int) (offset[page + 1] - offset[page]);
  }

  int rawLength(int page) {
    return rawLength[page];
  }

  int codec(int page) {
    return codec[page];
  }

  int crc(int page) {
    return crc[page];
  }

  int width(int page) {
    return width[page];
  }

  long base(int page) {
    return base[page];
  }

  long min(int page) {
    return min[page];
  }

  long max(int page) {
    return max[page];
  }

  boolean hasNaN(int page) {
    return hasNaN[page];
  }
}
