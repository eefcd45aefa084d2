package dev.vivace.storage.block;

import org.jspecify.annotations.Nullable;

/// Reads an integer column. Keeps the last page it touched. For one thread.
///
/// Zone maps need no I/O: values lie in pages, page `p` holds the values of `[pageStart(p),
/// pageStart(p + 1))`.
@SuppressWarnings("DoNotCallSuggester")
public final class IntColumn {

  IntColumn() {}

  public int count() {
    throw new UnsupportedOperationException();
  }

  public long get(int index) {
    throw new UnsupportedOperationException();
  }

  /// Decodes the values of `[from, from + count)` to `target[at …]`.
  public void read(int from, int count, long[] target, int at) {
    throw new UnsupportedOperationException();
  }

  /// The same for values that fit 32 bits; others lose their upper half.
  public void read(int from, int count, int[] target, int at) {
    throw new UnsupportedOperationException();
  }

  public int pageCount() {
    throw new UnsupportedOperationException();
  }

  /// The index of the first value of a page; `count()` for `pageCount()`.
  public int pageStart(int page) {
    throw new UnsupportedOperationException();
  }

  public int pageOf(int index) {
    throw new UnsupportedOperationException();
  }

  /// The least value of a page in the column's order; bits of a double in a column of doubles. A
  /// page of nothing but NaN has +∞ here and −∞ as its maximum.
  public long min(int page) {
    throw new UnsupportedOperationException();
  }

  public long max(int page) {
    throw new UnsupportedOperationException();
  }

  /// Whether a page of a column of doubles has a NaN.
  public boolean hasNaN(int page) {
    throw new UnsupportedOperationException();
  }

  /// As handed to the writer; null if there were none.
  public int @Nullable [] ordinals() {
    throw new UnsupportedOperationException();
  }
}
