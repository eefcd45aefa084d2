package dev.vivace.storage.head;

import java.util.Arrays;

/// The shapes of a store in another store that its attributes were copied to, each made when it is
/// first asked for.
final class CarriedShapes {

  private final AttributeStore source;
  private final AttributeStore target;
  private final int[] newColumns;
  private final int[] newCodes;

  /// @param newColumns the index in the target of each column of the source that was copied
  CarriedShapes(AttributeStore source, AttributeStore target, int[] newColumns) {
    this.source = source;
    this.target = target;
    this.newColumns = newColumns;
    this.newCodes = new int[source.shapeCount()];
    Arrays.fill(newCodes, -1);
  }

  /// The code in the target of a shape that a copied row has.
  int newCode(int code) {
    if (newCodes[code] < 0) {
      int[] columns = source.shape(code).clone();
      for (int i = 0; i < columns.length; i++) {
        columns[i] = newColumns[columns[i]];
      }
      newCodes[code] = target.internShape(columns);
    }
    return newCodes[code];
  }
}
