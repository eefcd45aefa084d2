package dev.vivace.storage.block;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads byte strings from their pages. For one thread.
final class StringPageReader {

  private static final StringPage NO_PAGE = new StringPage(new byte[0], new int[1]);

  private final Place place;
  private final PageLoader loader;
  private final PageList pages;

  /// The pages decoded so far, if they are to be kept.
  private final @Nullable StringPage @Nullable [] kept;

  private StringPage current = NO_PAGE;
  private int from;
  private int end;
  private int index = -1;

  /// @param keepAll whether values are sought in any order, so that no page should be decoded twice
  StringPageReader(Place place, PageLoader loader, PageList pages, boolean keepAll) {
    this.place = place;
    this.loader = loader;
    this.pages = pages;
    this.kept = keepAll ? new StringPage[pages.count()] : null;
  }

  int count() {
    return pages.firstValue(pages.count());
  }

  void seek(int value) {
    if (value < from || value >= end) {
      int page = pages.pageOf(Objects.checkIndex(value, count()));
      current = page(page);
      from = pages.firstValue(page);
      end = pages.firstValue(page + 1);
    }
    index = value - from;
  }

  byte[] bytes() {
    return current.bytes();
  }

  int offset() {
    return current.offsets()[index];
  }

  int length() {
    return current.offsets()[index + 1] - current.offsets()[index];
  }

  private StringPage page(int page) {
    if (kept == null) {
      return decode(page);
    }
    StringPage known = kept[page];
    if (known == null) {
      known = decode(page);
      kept[page] = known;
    }
    return known;
  }

  private StringPage decode(int page) {
    byte[] raw = loader.load(place, pages, page);
    int count = pages.values(page);
    int width = pages.width(page);
    long base = pages.base(page);
    int[] offsets = new int[count + 1];
    long at = (long) width * count;
    for (int i = 0; i < count; i++) {
      offsets[i] = (int) at;
      long length = base + BytePlanes.get(raw, count, width, i);
      at += length;
      if (length < 0 || length > raw.length || at > raw.length) {
        throw place.corrupt(
            PageList.part(page),
            "value %d of %d bytes ends at byte %d (expected: at most %d)"
                .formatted(i, length, at, raw.length));
      }
    }
    if (at != raw.length) {
      throw place.corrupt(
          PageList.part(page), "values end at byte %d (expected: %d)".formatted(at, raw.length));
    }
    offsets[count] = (int) at;
    return new StringPage(raw, offsets);
  }

  /// Value `i` lies in `[offsets[i], offsets[i + 1])`.
  private record StringPage(byte[] bytes, int[] offsets) {}
}
