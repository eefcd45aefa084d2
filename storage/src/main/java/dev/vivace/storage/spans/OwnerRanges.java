package dev.vivace.storage.spans;

/// Ranges of events or links by the span they belong to.
final class OwnerRanges {

  private OwnerRanges() {}

  /// The index of the first element of ascending span rows that is `spanRow` or more.
  static int firstFrom(int[] spanRows, int spanRow) {
    int low = 0;
    int high = spanRows.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spanRows[middle] < spanRow) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
