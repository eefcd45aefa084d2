package dev.vivace.storage.scan;

import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.spans.Presence;
import dev.vivace.traceql.table.Codes;
import java.util.List;

/// How the rows of an owner get their codes for one key: a template has a constant, takes the next
/// value of a column, or lacks the key; after that optional columns and the bag have their say.
///
/// @param columns the columns of the key
/// @param columnOf by template the index in `columns`; −1 if it lacks the key
/// @param constantOf by template the index of its constant in the column; −1 if its rows have
///   values of their own
/// @param constants how many constants each column has
/// @param firstInBag the code of the bag's first value
/// @param valueCount codes are below this
record RowPlan(
    List<ColumnCodes> columns,
    int[] columnOf,
    int[] constantOf,
    int[] constants,
    int firstInBag,
    int valueCount) {

  /// The code of a row without the key.
  static final int MISSING = 0;

  /// Whether some row takes its value from a column.
  boolean hasRowValues() {
    for (ColumnCodes column : columns) {
      if (column.optional()) {
        return true;
      }
    }
    for (int template = 0; template < columnOf.length; template++) {
      if (columnOf[template] >= 0 && constantOf[template] < 0) {
        return true;
      }
    }
    return false;
  }

  /// Reads the codes of the rows.
  Codes read(RowGroup rowGroup, int owner, String key) {
    TemplateRows templates = rowGroup.templateRows(owner);
    int[][] codes = readColumns(rowGroup, owner, templates.counts());
    int[] actions = actions(codes);
    int[] rows = new int[templates.codes().count()];
    if (columns.size() == 1) {
      spread(templates.codes(), actions, codes[0], constants[0], rows);
    } else {
      spread(templates.codes(), actions, codes, constants.clone(), rows);
    }
    spreadOptional(rowGroup, owner, codes, rows);
    Bag bag = rowGroup.bag(owner);
    int first = bag.firstOf(key);
    for (int i = bag.endOf(key) - 1; i >= first; i--) {
      rows[bag.row(i)] = firstInBag + i - first;
    }
    return Codes.of(rows, valueCount);
  }

  /// The code of the constant of each template; [#MISSING] if it has none.
  int[] constantCodes(RowGroup rowGroup, int owner) {
    int[] codes = actions(readColumns(rowGroup, owner, new int[columnOf.length]));
    for (int template = 0; template < codes.length; template++) {
      codes[template] = Math.max(MISSING, codes[template]);
    }
    return codes;
  }

  /// The codes of all values of the columns, which must be as many as constants and rows.
  private int[][] readColumns(RowGroup rowGroup, int owner, int[] rowsOfTemplate) {
    int[] expected = constants.clone();
    for (int template = 0; template < columnOf.length; template++) {
      if (columnOf[template] >= 0 && constantOf[template] < 0) {
        expected[columnOf[template]] += rowsOfTemplate[template];
      }
    }
    TableReader table = rowGroup.open().table(owner);
    int[][] codes = new int[columns.size()][];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = columns.get(i).read(table);
      if (codes[i].length != expected[i] && !columns.get(i).optional()) {
        throw rowGroup.corrupt(
            owner,
            "attribute '%s' of type %d has %d values (expected: %d)"
                .formatted(
                    columns.get(i).column().name(),
                    columns.get(i).column().type(),
                    codes[i].length,
                    expected[i]));
      }
    }
    return codes;
  }

  /// By template the code of its rows; or, if they have values of their own, the complement of the
  /// index of their column.
  private int[] actions(int[][] codes) {
    int[] actions = new int[columnOf.length];
    for (int template = 0; template < actions.length; template++) {
      int column = columnOf[template];
      if (column >= 0) {
        int constant = constantOf[template];
        actions[template] = constant >= 0 ? codes[column][constant] : ~column;
      }
    }
    return actions;
  }

  private static void spread(Codes templates, int[] actions, int[] values, int next, int[] rows) {
    for (int row = 0; row < rows.length; row++) {
      int action = actions[templates.get(row)];
      rows[row] = action >= 0 ? action : values[next++];
    }
  }

  private static void spread(
      Codes templates, int[] actions, int[][] values, int[] next, int[] rows) {
    for (int row = 0; row < rows.length; row++) {
      int action = actions[templates.get(row)];
      rows[row] = action >= 0 ? action : values[~action][next[~action]++];
    }
  }

  private void spreadOptional(RowGroup rowGroup, int owner, int[][] codes, int[] rows) {
    for (int i = 0; i < codes.length; i++) {
      if (columns.get(i).optional() && rows.length > 0) {
        TableReader table = rowGroup.open().table(owner);
        Presence presence = Presence.read(table, columns.get(i).info(), 0, rows.length);
        spread(rowGroup, owner, presence, codes[i], rows);
      }
    }
  }

  /// As many rows have a value as there are: [Presence#read] has seen to that.
  private void spread(RowGroup rowGroup, int owner, Presence presence, int[] values, int[] rows) {
    presence.forEach(
        (index, row) -> {
          if (rows[row] != MISSING) {
            throw rowGroup.corrupt(
                owner, "row %d has two values of one key (expected: one)".formatted(row));
          }
          rows[row] = values[index];
        });
  }

  long memoryBytes() {
    long bytes = (long) columnOf.length * Integer.BYTES * 2;
    for (ColumnCodes column : columns) {
      bytes += column.memoryBytes();
    }
    return bytes;
  }
}
