package dev.vivace.storage.head;

/// Arithmetic on columns of row numbers.
final class Rows {

  private Rows() {}

  /// The index of the first element of an ascending column that is `row` or more.
  static int firstFrom(IntColumn ascending, int row) {
    int low = 0;
    int high = ascending.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending.get(middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Numbers anew, from 0, the elements whose owner has a new row; the others get -1.
  static int[] renumber(IntColumn owners, int[] newOwners) {
    int[] renumbered = new int[owners.count()];
    int next = 0;
    for (int i = 0; i < renumbered.length; i++) {
      renumbered[i] = newOwners[owners.get(i)] < 0 ? -1 : next++;
    }
    return renumbered;
  }
}
