package dev.vivace.storage.block;

import org.jspecify.annotations.Nullable;

/// Reads an integer column. Keeps the last page it touched. For one thread.
///
/// Zone maps need no I/O: values lie in pages, page `p` holds the values of `[pageStart(p),
/// pageStart(p + 1))`.
public final class IntColumn {

  private final Place place;
  private final Chunk chunk;
  private final PageList pages;
  private final IntPageReader reader;

  IntColumn(Place place, Chunk chunk, PageLoader loader, int dataLength) {
    this.place = place;
    this.chunk = chunk;
    pages =
        chunk.form() == BlockFormat.FORM_CONSTANT
            ? PageList.constant(chunk.info().order(), chunk.constant(), chunk.info().values())
            : chunk.readValuePages(place, dataLength, chunk.offset());
    reader = new IntPageReader(place, loader, pages);
  }

  public int count() {
    return reader.count();
  }

  public long get(int index) {
    return reader.get(index);
  }

  /// Decodes the values of `[from, from + count)` to `target[at …]`.
  public void read(int from, int count, long[] target, int at) {
    reader.read(from, count, target, at);
  }

  /// The same for values that fit 32 bits; others lose their upper half.
  public void read(int from, int count, int[] target, int at) {
    reader.read(from, count, target, at);
  }

  public int pageCount() {
    return pages.count();
  }

  /// The index of the first value of a page; `count()` for `pageCount()`.
  public int pageStart(int page) {
    return pages.firstValue(page);
  }

  /// The page that holds the value at `index`.
  public int pageOf(int index) {
    return pages.pageOf(index);
  }

  /// The least value of a page in the column's order; bits of a double in a column of doubles. A
  /// page of nothing but NaN has +∞ here and −∞ as its maximum.
  public long min(int page) {
    return pages.min(page);
  }

  /// The greatest value of a page, as [#min] is the least.
  public long max(int page) {
    return pages.max(page);
  }

  /// Whether a page of a column of doubles has a NaN.
  public boolean hasNaN(int page) {
    return pages.hasNaN(page);
  }

  /// As handed to the writer, in an array of the caller's own; null if there were none.
  public int @Nullable [] ordinals() {
    return chunk.readOrdinals(place);
  }
}
