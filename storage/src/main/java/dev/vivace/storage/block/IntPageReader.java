package dev.vivace.storage.block;

import java.util.Objects;

/// Reads integers from their pages. Keeps the page touched last, still as byte planes: a single
/// value of it costs no decoding of the others. For one thread.
final class IntPageReader {

  private static final byte[] NOTHING = {};

  private final Place place;
  private final PageLoader loader;
  private final PageList pages;
  private byte[] planes = NOTHING;
  private int from;
  private int end;
  private int width;
  private long base;

  IntPageReader(Place place, PageLoader loader, PageList pages) {
    this.place = place;
    this.loader = loader;
    this.pages = pages;
  }

  int count() {
    return pages.firstValue(pages.count());
  }

  long get(int index) {
    seek(index);
    return base + BytePlanes.get(planes, end - from, width, index - from);
  }

  void read(int start, int count, long[] target, int at) {
    Objects.checkFromIndexSize(start, count, count());
    Objects.checkFromIndexSize(at, count, target.length);
    for (int done = 0; done < count; ) {
      seek(start + done);
      int size = Math.min(count - done, end - start - done);
      BytePlanes.read(
          planes, end - from, width, start + done - from, size, base, target, at + done);
      done += size;
    }
  }

  void read(int start, int count, int[] target, int at) {
    Objects.checkFromIndexSize(start, count, count());
    Objects.checkFromIndexSize(at, count, target.length);
    for (int done = 0; done < count; ) {
      seek(start + done);
      int size = Math.min(count - done, end - start - done);
      BytePlanes.read(
          planes, end - from, width, start + done - from, size, (int) base, target, at + done);
      done += size;
    }
  }

  private void seek(int index) {
    if (index < from || index >= end) {
      int page = pages.pageOf(Objects.checkIndex(index, count()));
      planes = loader.load(place, pages, page);
      width = pages.width(page);
      base = pages.base(page);
      from = pages.firstValue(page);
      end = pages.firstValue(page + 1);
    }
  }
}
