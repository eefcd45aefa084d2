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

  /// Whether a row has a new number.
  static boolean isAnyCarried(int[] newRows) {
    for (int row : newRows) {
      if (row >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Numbers anew, from 0, the elements whose owner has a new row; the others get -1, and so does
  /// the one behind the last: an append that failed may have left values of it.
  static int[] renumber(IntColumn owners, int[] newOwners) {
    int[] renumbered = new int[owners.count() + 1];
    int next = 0;
    renumbered[owners.count()] = -1;
    for (int i = 0; i < owners.count(); i++) {
      renumbered[i] = newOwners[owners.get(i)] < 0 ? -1 : next++;
    }
    return renumbered;
  }
}
