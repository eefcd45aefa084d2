package dev.vivace.storage.scan;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.value.StoredValues;
import dev.vivace.traceql.table.Values;

/// Adds stored values of attributes to those of a column.
final class AttributeValueAdder {

  private final RowGroup rowGroup;
  private final int table;
  private final Values.Builder values;

  AttributeValueAdder(RowGroup rowGroup, int table, Values.Builder values) {
    this.rowGroup = rowGroup;
    this.table = table;
    this.values = values;
  }

  void addNumber(int type, long number) {
    StoredValues.addNumber(values, type, number);
  }

  /// Adds the string with this code. Opaque ones are not read: one is like the other.
  void addText(int type, StringColumn strings, int code) {
    if (type == ValueType.OPAQUE.code()) {
      values.addOpaque();
      return;
    }
    strings.seek(code);
    add(type, strings.bytes(), strings.offset(), strings.length());
  }

  /// The same without holding on to the page, of which others need most.
  void addCopy(int type, StringColumn strings, int code) {
    if (type == ValueType.OPAQUE.code()) {
      values.addOpaque();
      return;
    }
    byte[] copy = strings.copy(code);
    add(type, copy, 0, copy.length);
  }

  private void add(int type, byte[] bytes, int offset, int length) {
    try {
      StoredValues.addBytes(values, type, bytes, offset, length);
    } catch (InvalidRequestException e) {
      throw rowGroup.corrupt(table, "an array is not as it was written: " + e.getMessage(), e);
    }
  }
}
