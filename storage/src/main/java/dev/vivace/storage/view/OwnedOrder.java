package dev.vivace.storage.view;

import java.util.function.IntUnaryOperator;

/// The events or links of a view: those of a span together, in the order they were sent.
///
/// @param firstRows by span row the first row of its own, with one entry more
/// @param sources by row the row in the head
record OwnedOrder(int[] firstRows, int[] sources) {

  /// Puts the first `count` rows of a head in the order of a view's spans.
  ///
  /// @param order by row of the view the head's row
  /// @param spanRows by row of the head its span's row in the head; ascending
  static OwnedOrder of(int[] order, int count, IntUnaryOperator spanRows) {
    int[] firstInHead = new int[order.length + 1];
    for (int i = 0; i < count; i++) {
      firstInHead[spanRows.applyAsInt(i) + 1]++;
    }
    for (int row = 0; row < order.length; row++) {
      firstInHead[row + 1] += firstInHead[row];
    }
    int[] firstRows = new int[order.length + 1];
    int[] sources = new int[count];
    int next = 0;
    for (int row = 0; row < order.length; row++) {
      firstRows[row] = next;
      int end = firstInHead[order[row] + 1];
      for (int source = firstInHead[order[row]]; source < end; source++) {
        sources[next++] = source;
      }
    }
    firstRows[order.length] = next;
    return new OwnedOrder(firstRows, sources);
  }

  long memoryBytes() {
    return (long) (firstRows.length + sources.length) * Integer.BYTES;
  }
}
