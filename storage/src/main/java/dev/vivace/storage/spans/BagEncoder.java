package dev.vivace.storage.spans;

import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.AttributeBag;
import dev.vivace.storage.head.AttributeColumn;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.ValueColumn;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// Writes the attributes of a row group that have no column: those of the head's bag, and those of
/// columns that have none in this row group. One entry an attribute with its position in the
/// owner's list as sent, by row and position. For one row group.
final class BagEncoder {

  private final TemplateSource source;
  private final AttributeStore store;
  private final int owner;
  private final int[] headRows;
  private final int rowCount;
  private final IntPredicate hasColumn;
  // By code in the head: how many columns of its shape have none here; -1 if nobody asked yet.
  private final int[] rareOfCode;
  // By row: its first entry in the head's bag, + 1.
  private final int[] firstInBag;
  private final TextReferences texts = new TextReferences();

  private int count;
  private int[] rows = new int[0];
  private int[] positions = rows;
  private int[] keys = rows;
  private int[] types = rows;
  private int[] textCodes = rows;
  private long[] numbers = new long[0];

  /// @param headRows rows of the head in the order of the row group
  /// @param positions the position of each row of the head in the row group, or -1
  BagEncoder(
      TemplateSource source,
      int owner,
      int[] headRows,
      int rowCount,
      int[] positions,
      IntPredicate hasColumn) {
    this.source = source;
    this.store = source.attributes();
    this.owner = owner;
    this.headRows = headRows;
    this.rowCount = rowCount;
    this.hasColumn = hasColumn;
    this.rareOfCode = new int[source.codeLimit()];
    Arrays.fill(rareOfCode, -1);
    this.firstInBag = new int[rowCount];
    findInBag(positions);
  }

  private void findInBag(int[] positionOfHeadRow) {
    AttributeBag bag = store.bag();
    for (int i = bag.count() - 1; i >= 0; i--) {
      int row = positionOfHeadRow[bag.row(i)];
      if (row >= 0) {
        firstInBag[row] = i + 1;
      }
    }
  }

  /// Writes the bag; no table if it is empty.
  void write(RowGroupWriter rowGroup) throws IOException {
    int[] owners = new int[64];
    int ownerCount = 0;
    int total = 0;
    for (int row = 0; row < rowCount; row++) {
      int entries = entriesOf(row);
      if (entries > 0) {
        if (ownerCount == owners.length) {
          owners = Arrays.copyOf(owners, ownerCount * 2);
        }
        owners[ownerCount++] = row;
        total += entries;
      }
    }
    if (total == 0) {
      return;
    }
    rows = new int[total];
    positions = new int[total];
    keys = new int[total];
    types = new int[total];
    textCodes = new int[total];
    numbers = new long[total];
    addNothing();
    for (int i = 0; i < ownerCount; i++) {
      takeRow(owners[i]);
    }
    writeTable(rowGroup);
  }

  /// Text 0 is the empty one of the entries that are numbers.
  private void addNothing() {
    ByteDictionary nothing = new ByteDictionary(new HeadMemory(Long.MAX_VALUE));
    texts.intern(nothing, nothing.intern(new byte[0], 0, 0));
  }

  private int entriesOf(int row) {
    int headRow = headRows[row];
    int entries = rareOf(source.code(headRow));
    AttributeBag bag = store.bag();
    for (int i = firstInBag[row] - 1; i >= 0 && i < bag.count() && bag.row(i) == headRow; i++) {
      entries++;
    }
    return entries;
  }

  private int rareOf(int code) {
    if (rareOfCode[code] < 0) {
      int rare = 0;
      for (int column : store.shape(source.shape(code))) {
        rare += hasColumn.test(column) ? 0 : 1;
      }
      rareOfCode[code] = rare;
    }
    return rareOfCode[code];
  }

  /// Walks the row's attributes in the order sent: those of its shape, with those of the head's bag
  /// at their positions.
  private void takeRow(int row) {
    AttributeBag bag = store.bag();
    int headRow = headRows[row];
    int inBag = firstInBag[row] - 1;
    int[] shape = store.shape(source.shape(source.code(headRow)));
    int next = 0;
    for (int position = 0; ; position++) {
      if (inBag >= 0
          && inBag < bag.count()
          && bag.row(inBag) == headRow
          && bag.position(inBag) == position) {
        takeFromBag(row, position, inBag++);
      } else if (next < shape.length) {
        int column = shape[next++];
        if (!hasColumn.test(column)) {
          takeFromColumn(row, position, store.column(column), headRow);
        }
      } else {
        return;
      }
    }
  }

  private void takeFromBag(int row, int position, int index) {
    AttributeBag bag = store.bag();
    int type = bag.type(index) | (bag.isDuplicate(index) ? SpanSchema.DUPLICATE : 0);
    if (AttributeTypes.isNumber(bag.type(index))) {
      add(row, position, bag.key(index), type, bag.value(index), 0);
    } else {
      int text = texts.intern(bag.texts(), (int) bag.value(index));
      add(row, position, bag.key(index), type, 0, text);
    }
  }

  private void takeFromColumn(int row, int position, AttributeColumn column, int headRow) {
    ValueColumn values = column.values();
    int index = values.indexOf(headRow);
    if (values.isNumber()) {
      add(row, position, column.key(), column.type(), values.number(index), 0);
    } else {
      int text = texts.intern(values.texts(), values.code(index));
      add(row, position, column.key(), column.type(), 0, text);
    }
  }

  private void add(int row, int position, int key, int type, long number, int text) {
    rows[count] = row;
    positions[count] = position;
    keys[count] = key;
    types[count] = type;
    numbers[count] = number;
    textCodes[count] = text;
    count++;
  }

  private void writeTable(RowGroupWriter rowGroup) throws IOException {
    TableWriter table = rowGroup.table(owner + SpanSchema.BAG_OF, count);
    table.ints(SpanSchema.ROW, rows, count);
    table.ints(SpanSchema.POSITION, positions, count);
    table.strings(SpanSchema.KEY, new Texts(store.keys(), keys, count));
    table.ints(SpanSchema.TYPE, types, count);
    table.ints(SpanSchema.NUMBER, numbers, count);
    table.strings(SpanSchema.TEXT, texts.values(textCodes, count));
  }
}
