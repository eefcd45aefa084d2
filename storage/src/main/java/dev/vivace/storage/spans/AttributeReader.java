package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the attributes of the rows `[from, to)` of one kind of owner in a row group, front to
/// back. Opens only the columns that these rows' templates name, and of the optional ones those
/// that some row has.
final class AttributeReader {

  private final RowGroupReader rowGroup;
  private final TableReader table;
  private final int owner;
  private final int from;
  private final int[] templates;
  private final KeyLists keyLists;
  private final AttributeColumns columns;
  private final List<OptionalColumn> optional = new ArrayList<>(0);
  private final @Nullable AttributeCursor[] cursors;
  private final @Nullable PairReader orders;
  private final @Nullable BagReader bag;
  private int nextRow;
  // Of the row at hand, by index in its list: the ordinals of the columns, the indexes of the
  // values.
  private int[] rowColumns = new int[32];
  private int[] rowIndexes = new int[32];

  /// An optional column that some of the rows have.
  private record OptionalColumn(int ordinal, Presence presence) {}

  /// Makes a reader of rows `[from, to)`.
  AttributeReader(RowGroupReader rowGroup, int owner, int from, int to) {
    this.rowGroup = rowGroup;
    this.owner = owner;
    this.table = rowGroup.table(owner);
    this.from = from;
    this.columns = AttributeColumns.of(table);
    int checkpoint = from - from % SpanSchema.ORDINAL_STRIDE;
    templates = new int[to - checkpoint];
    table.ints(SpanSchema.TEMPLATE).read(checkpoint, to - checkpoint, templates, 0);
    keyLists = KeyLists.read(rowGroup.table(owner + SpanSchema.TEMPLATES_OF), columns);
    cursors = new AttributeCursor[columns.count()];
    orders = PairReader.openStrings(rowGroup, owner + SpanSchema.ORDERS_OF);
    bag = BagReader.open(rowGroup, owner + SpanSchema.BAG_OF);
    openCursors(checkpoint);
    if (to > from) {
      openOptional(to);
    }
    nextRow = from;
  }

  int template(int row) {
    return templates[templates.length - (templatesEnd() - row)];
  }

  private int templatesEnd() {
    return from - from % SpanSchema.ORDINAL_STRIDE + templates.length;
  }

  /// Opens the columns of the rows to come, each at the first of their values: the value ordinal at
  /// the checkpoint plus the values of the rows between the checkpoint and `from`.
  private void openCursors(int checkpoint) {
    int[] before = new int[keyLists.templateCount()];
    for (int i = 0; i < from - checkpoint; i++) {
      before[templates[i]]++;
    }
    boolean[] needed = new boolean[columns.count()];
    boolean[] seen = new boolean[keyLists.templateCount()];
    for (int i = from - checkpoint; i < templates.length; i++) {
      int template = templates[i];
      if (!seen[template]) {
        seen[template] = true;
        for (int key = 0; key < keyLists.keyCount(template); key++) {
          needed[keyLists.column(template, key)] = true;
        }
      }
    }
    for (int c = 0; c < needed.length; c++) {
      if (needed[c]) {
        AttributeCursor cursor = new AttributeCursor(table, columns.column(c));
        int[] ordinals = cursor.ordinals();
        cursor.skip(ordinals == null ? 0 : ordinals[checkpoint / SpanSchema.ORDINAL_STRIDE]);
        cursors[c] = cursor;
      }
    }
    for (int template = 0; template < before.length; template++) {
      if (before[template] > 0) {
        skip(template, before[template]);
      }
    }
  }

  private void openOptional(int to) {
    for (int ordinal : columns.optional()) {
      ColumnInfo column = columns.column(ordinal);
      Presence presence = Presence.read(table, column, from, to);
      int first = presence.indexOf(from);
      if (presence.indexOf(to) > first) {
        AttributeCursor cursor = new AttributeCursor(table, column);
        cursor.skip(first);
        cursors[ordinal] = cursor;
        optional.add(new OptionalColumn(ordinal, presence));
      }
    }
  }

  private void skip(int template, int rows) {
    for (int key = 0; key < keyLists.keyCount(template); key++) {
      AttributeCursor cursor = cursors[keyLists.column(template, key)];
      if (cursor != null && !keyLists.isConstant(template, key)) {
        cursor.skip(rows);
      }
    }
  }

  /// Writes the attributes of a row, which must not be before the last one asked for.
  void write(int row, int field, ProtobufWriter out) {
    while (nextRow < row) {
      skip(template(nextRow), 1);
      for (OptionalColumn column : optional) {
        cursor(column.ordinal()).skip(column.presence().has(nextRow) ? 1 : 0);
      }
      nextRow++;
    }
    nextRow = row + 1;
    int count = takeValues(row, template(row));
    Varints order = orderOf(row);
    int entry = bag == null ? -1 : bag.firstOf(row);
    int next = 0;
    for (int position = 0; ; position++) {
      if (bag != null && bag.isAt(entry, row, position)) {
        bag.write(entry++, field, out);
      } else if (next < count) {
        int index = order == null ? next : checkIndex(order.next(), count, row);
        next++;
        cursor(rowColumns[index]).write(rowIndexes[index], field, out);
      } else {
        return;
      }
    }
  }

  /// Makes the row's list: that of its template, with each optional column that the row has before
  /// the first of a higher ordinal.
  ///
  /// @return how long it is
  private int takeValues(int row, int template) {
    int keyCount = keyLists.keyCount(template);
    if (rowColumns.length < keyCount + optional.size()) {
      rowColumns = new int[keyCount + optional.size()];
      rowIndexes = new int[rowColumns.length];
    }
    int count = 0;
    int next = 0;
    for (int key = 0; key < keyCount; key++) {
      int column = keyLists.column(template, key);
      for (; next < optional.size() && optional.get(next).ordinal() < column; next++) {
        count = takeOptional(optional.get(next), row, count);
      }
      int constant = keyLists.constantIndex(template, key);
      rowColumns[count] = column;
      rowIndexes[count++] = constant >= 0 ? constant : cursor(column).take();
    }
    for (; next < optional.size(); next++) {
      count = takeOptional(optional.get(next), row, count);
    }
    return count;
  }

  private int takeOptional(OptionalColumn column, int row, int count) {
    if (!column.presence().has(row)) {
      return count;
    }
    rowColumns[count] = column.ordinal();
    rowIndexes[count] = cursor(column.ordinal()).take();
    return count + 1;
  }

  private int checkIndex(int index, int count, int row) {
    if (index >= count) {
      throw new CorruptDataException(
          "the order of row %d of table %d in row group %d names attribute %d (expected: below %d)"
              .formatted(row, owner, rowGroup.index(), index, count));
    }
    return index;
  }

  private AttributeCursor cursor(int column) {
    AttributeCursor cursor = cursors[column];
    if (cursor == null) {
      throw new IllegalStateException(
          "column %d of owner %d in row group %d is not open"
              .formatted(column, owner, rowGroup.index()));
    }
    return cursor;
  }

  private @Nullable Varints orderOf(int row) {
    if (orders == null) {
      return null;
    }
    int index = orders.indexOf(row);
    if (index < 0) {
      return null;
    }
    StringColumn permutations = orders.strings();
    permutations.seek(permutations.code(index));
    return new Varints(permutations.bytes(), permutations.offset(), permutations.length());
  }
}
