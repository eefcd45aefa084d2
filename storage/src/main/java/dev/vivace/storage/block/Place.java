package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
import org.jspecify.annotations.Nullable;

/// Where in which block something lies, for error messages.
///
/// @param rowGroup −1 outside of row groups, −2 in the trace index, which looks like one
/// @param table −1 outside of tables
record Place(String block, int rowGroup, int table, @Nullable ColumnKey column) {

  private static final int TRACE_INDEX = -2;

  static Place block(String name) {
    return new Place(name, -1, -1, null);
  }

  Place rowGroup(int index) {
    return new Place(block, index, -1, null);
  }

  Place traceIndex() {
    return rowGroup(TRACE_INDEX);
  }

  Place table(int kind) {
    return new Place(block, rowGroup, kind, null);
  }

  Place column(ColumnKey key) {
    return new Place(block, rowGroup, table, key);
  }

  /// @param part which page or other part, and where in the block it lies
  /// @param problem what was found and what was expected
  CorruptDataException corrupt(String part, String problem) {
    return new CorruptDataException(message(part, problem));
  }

  CorruptDataException corrupt(String part, String problem, Throwable cause) {
    return new CorruptDataException(message(part, problem), cause);
  }

  private String message(String part, String problem) {
    StringBuilder text = new StringBuilder("block '").append(block).append("': ");
    if (rowGroup >= 0) {
      text.append("row group ").append(rowGroup).append(", ");
    } else if (rowGroup == TRACE_INDEX) {
      text.append("trace index, ");
    }
    if (table >= 0) {
      text.append("table ").append(table).append(", ");
    }
    if (column != null) {
      text.append("column %d '%s' %d, ".formatted(column.kind(), column.name(), column.type()));
    }
    return text.append(part)
        .append(": ")
        .append(problem)
        .append(". Restore the object from a copy, or delete the block to go on without its spans.")
        .toString();
  }
}
