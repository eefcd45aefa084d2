package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.otlp.AttributeWriter;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the attributes of the rows `[from, to)` of one kind of owner in a row group, front to
/// back. Opens only the columns that these rows' templates name.
final class AttributeReader {

  private static final byte[] NOTHING = new byte[0];

  private final RowGroupReader rowGroup;
  private final TableReader table;
  private final int owner;
  private final int from;
  private final int[] templates;
  private final KeyLists keyLists;
  private final List<ColumnInfo> columns = new ArrayList<>();
  private final @Nullable Cursor[] cursors;
  private final @Nullable PairReader orders;
  private final @Nullable BagReader bag;
  private int nextRow;

  /// Makes a reader of rows `[from, to)`.
  AttributeReader(RowGroupReader rowGroup, int owner, int from, int to) {
    this.rowGroup = rowGroup;
    this.owner = owner;
    this.table = rowGroup.table(owner);
    this.from = from;
    for (ColumnInfo column : table.columns()) {
      if (column.key().kind() == SpanSchema.ATTRIBUTE) {
        columns.add(column);
      }
    }
    int checkpoint = from - from % SpanSchema.ORDINAL_STRIDE;
    templates = new int[to - checkpoint];
    table.ints(SpanSchema.TEMPLATE).read(checkpoint, to - checkpoint, templates, 0);
    keyLists = KeyLists.read(rowGroup.table(owner + SpanSchema.TEMPLATES_OF), columns.size());
    cursors = new Cursor[columns.size()];
    orders = PairReader.openStrings(rowGroup, owner + SpanSchema.ORDERS_OF);
    bag = BagReader.open(rowGroup, owner + SpanSchema.BAG_OF);
    openCursors(checkpoint);
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
    boolean[] needed = new boolean[columns.size()];
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
        cursors[c] = new Cursor(columns.get(c), checkpoint / SpanSchema.ORDINAL_STRIDE);
      }
    }
    for (int template = 0; template < before.length; template++) {
      if (before[template] > 0) {
        skip(template, before[template]);
      }
    }
  }

  private void skip(int template, int rows) {
    for (int key = 0; key < keyLists.keyCount(template); key++) {
      Cursor cursor = cursors[keyLists.column(template, key)];
      if (cursor != null && !keyLists.isConstant(template, key)) {
        cursor.next += rows;
      }
    }
  }

  /// Writes the attributes of a row, which must not be before the last one asked for.
  void write(int row, int field, ProtobufWriter out) {
    while (nextRow < row) {
      skip(template(nextRow++), 1);
    }
    nextRow = row + 1;
    int template = template(row);
    int keyCount = keyLists.keyCount(template);
    int[] indexes = new int[keyCount];
    for (int key = 0; key < keyCount; key++) {
      int constant = keyLists.constantIndex(template, key);
      indexes[key] = constant >= 0 ? constant : cursor(keyLists.column(template, key)).next++;
    }
    Varints order = orderOf(row);
    int entry = bag == null ? -1 : bag.firstOf(row);
    int next = 0;
    for (int position = 0; ; position++) {
      if (bag != null && bag.isAt(entry, row, position)) {
        bag.write(entry++, field, out);
      } else if (next < keyCount) {
        int key = order == null ? next : order.next();
        next++;
        cursor(keyLists.column(template, key)).write(indexes[key], field, out);
      } else {
        return;
      }
    }
  }

  private Cursor cursor(int column) {
    Cursor cursor = cursors[column];
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

  /// One attribute's column, and the index of its next value that is not a constant.
  private final class Cursor {

    private final ColumnKey key;
    private final byte[] name;
    private final @Nullable IntColumn ints;
    private final @Nullable StringColumn strings;
    private int next;

    Cursor(ColumnInfo column, int checkpoint) {
      key = column.key();
      name = key.name().getBytes(StandardCharsets.UTF_8);
      ints = column.strings() ? null : table.ints(key);
      strings = column.strings() ? table.strings(key) : null;
      int[] ordinals = ints != null ? ints.ordinals() : strings == null ? null : strings.ordinals();
      next = ordinals == null ? 0 : ordinals[checkpoint];
    }

    void write(int index, int field, ProtobufWriter out) {
      if (ints != null) {
        AttributeWriter.write(
            out, field, name, 0, name.length, key.type(), ints.get(index), NOTHING, 0, 0);
      } else if (strings != null) {
        strings.seek(strings.code(index));
        AttributeWriter.write(
            out,
            field,
            name,
            0,
            name.length,
            key.type(),
            0,
            strings.bytes(),
            strings.offset(),
            strings.length());
      }
    }
  }
}
