package dev.vivace.storage.view;

import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.Values;

/// The values of a key by owner, in the order of the head.
///
/// @param codes by owner; 0 is no value
record OwnerColumn(Values values, int[] codes) {

  /// The column of rows of which each has an owner.
  CodedColumn of(int[] owners) {
    int[] rows = new int[owners.length];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = codes[owners[row]];
    }
    return new CodedColumn(values, Codes.of(rows, values.count()));
  }
}
