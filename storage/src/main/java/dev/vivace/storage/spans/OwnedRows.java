package dev.vivace.storage.spans;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// The events or links of a row group's spans, in the order of the spans.
///
/// @param count how many there are
/// @param headRows their rows in the head
/// @param ownerPositions the position of each one's span in the row group
/// @param positions by row in the head: the position here, or -1
record OwnedRows(int count, int[] headRows, int[] ownerPositions, int[] positions) {

  /// Gathers the rows.
  ///
  /// @param total how many rows the head has, by span row
  /// @param ownerOf the span row of a row
  /// @param firstOf the first row of a span row or of the next that has one
  static OwnedRows of(
      int total,
      IntUnaryOperator ownerOf,
      IntUnaryOperator firstOf,
      int[] spanRows,
      int spanCount) {
    int[] headRows = new int[64];
    int[] ownerPositions = new int[64];
    int[] positions = new int[total];
    Arrays.fill(positions, -1);
    int count = 0;
    for (int position = 0; position < spanCount; position++) {
      int owner = spanRows[position];
      for (int row = firstOf.applyAsInt(owner);
          row < total && ownerOf.applyAsInt(row) == owner;
          row++) {
        if (count == headRows.length) {
          headRows = Arrays.copyOf(headRows, count * 2);
          ownerPositions = Arrays.copyOf(ownerPositions, count * 2);
        }
        headRows[count] = row;
        ownerPositions[count] = position;
        positions[row] = count++;
      }
    }
    return new OwnedRows(count, headRows, ownerPositions, positions);
  }
}
