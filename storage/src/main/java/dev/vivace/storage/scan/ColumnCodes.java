package dev.vivace.storage.scan;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which codes the values of one stored column have among the values of its key.
///
/// @param optional whether a bitmap says which rows have a value, not the templates
/// @param first the code of its first one
/// @param numbers by value index, the code less `first`; null if the column can tell
record ColumnCodes(ColumnInfo info, boolean optional, int first, @Nullable Codes numbers) {

  /// Adds what a column holds to the values. Of a string column with dictionary only that is read.
  static ColumnCodes addValues(
      RowGroup rowGroup,
      TableReader table,
      ColumnInfo info,
      boolean optional,
      Values.Builder values) {
    ColumnKey column = info.key();
    int first = values.count();
    int type = column.type();
    AttributeValueAdder adder = new AttributeValueAdder(rowGroup, table.kind(), values);
    if (ValueType.ofCode(type).isNumber()) {
      Codes numbers = NumberCodes.add(table.ints(column), type, adder);
      return new ColumnCodes(info, optional, first, numbers);
    }
    if (type == ValueType.OPAQUE.code()) {
      values.addOpaque();
      return new ColumnCodes(info, optional, first, null);
    }
    StringColumn strings = table.strings(column);
    for (int code = 0; code < strings.dictionarySize(); code++) {
      adder.addText(type, strings, code);
    }
    return new ColumnCodes(info, optional, first, null);
  }

  ColumnKey column() {
    return info.key();
  }

  /// How many values the column has.
  int count(TableReader table) {
    return ValueType.ofCode(column().type()).isNumber()
        ? table.ints(column()).count()
        : table.strings(column()).count();
  }

  /// The code of each of the column's values.
  int[] read(TableReader table) {
    int[] codes = new int[count(table)];
    if (numbers != null) {
      for (int i = 0; i < codes.length; i++) {
        codes[i] = first + numbers.get(i);
      }
    } else if (ValueType.ofCode(column().type()).isNumber()) {
      Arrays.setAll(codes, i -> first + i);
    } else if (column().type() == ValueType.OPAQUE.code()) {
      Arrays.fill(codes, first);
    } else {
      table.strings(column()).readCodes(0, codes.length, codes, 0);
      for (int i = 0; i < codes.length; i++) {
        codes[i] += first;
      }
    }
    return codes;
  }

  long memoryBytes() {
    return numbers == null ? 0 : numbers.memoryBytes();
  }
}
