package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import java.util.Arrays;

/// The columns of fields that few rows have, each made with its first value; until then an empty
/// one stands in. Zero and the empty text are no values.
final class RareColumns {

  private static final int OBJECT_BYTES = 24;
  private static final int MAX_FIELDS = 8;
  private static final ValueColumn[] NONE = new ValueColumn[MAX_FIELDS];

  static {
    Arrays.fill(NONE, ValueColumn.NONE);
  }

  private final HeadMemory memory;
  private ValueColumn[] columns = NONE;

  RareColumns(HeadMemory memory) {
    this.memory = memory;
    memory.count(OBJECT_BYTES);
  }

  ValueColumn get(int field) {
    return columns[field];
  }

  void addNumber(int field, int row, int value) {
    if (value != 0) {
      column(field, true).addNumber(row, value);
    }
  }

  void addText(int field, int row, byte[] bytes, long slice) {
    if (Slice.length(slice) > 0) {
      column(field, false).addText(row, bytes, Slice.offset(slice), Slice.length(slice));
    }
  }

  private ValueColumn column(int field, boolean number) {
    ValueColumn column = columns[field];
    return column != ValueColumn.NONE ? column : addColumn(field, number);
  }

  private ValueColumn addColumn(int field, boolean number) {
    if (columns == NONE) {
      columns = NONE.clone();
      memory.count(HeadMemory.arrayBytes(MAX_FIELDS, HeadMemory.REFERENCE_BYTES));
    }
    columns[field] = new ValueColumn(memory, number);
    return columns[field];
  }

  /// Appends the values of those rows of `source` that have a new row number.
  ///
  /// @param newRows the new number of each row of the source, or -1
  void addFrom(RareColumns source, int[] newRows) {
    for (int field = 0; field < MAX_FIELDS; field++) {
      ValueColumn from = source.get(field);
      if (from.hasAny(newRows)) {
        column(field, from.isNumber()).addFrom(from, newRows);
      }
    }
  }

  void release() {
    for (ValueColumn column : columns) {
      if (column != ValueColumn.NONE) {
        column.release();
      }
    }
  }
}
