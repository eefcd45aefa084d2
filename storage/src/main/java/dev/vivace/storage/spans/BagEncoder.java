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
/// columns whose key is not steady here. One entry an attribute with its position in the owner's
/// list as sent, by row and position.
final class BagEncoder {

  private static final int POSITION_BITS = 20;
  private static final int INDEX_BITS = 23;
  private static final int MAX_ENTRIES = 1 << INDEX_BITS;

  private final TemplateSource source;
  private final AttributeStore store;
  private final int owner;
  private final ByteDictionary texts = new ByteDictionary(new HeadMemory(Long.MAX_VALUE));

  private int count;
  private long[] order = new long[64];
  private int[] keys = new int[64];
  private int[] types = new int[64];
  private long[] numbers = new long[64];
  private int[] textCodes = new int[64];

  BagEncoder(TemplateSource source, int owner) {
    this.source = source;
    this.store = source.attributes();
    this.owner = owner;
  }

  /// Writes the bag; no table if it is empty.
  void write(
      RowGroupWriter rowGroup, int[] headRows, int rowCount, int[] positions, IntPredicate isSteady)
      throws IOException {
    // Code 0 is the empty text of the entries that are numbers.
    texts.intern(new byte[0], 0, 0);
    takeBag(positions);
    for (int c = 0; c < store.columnCount(); c++) {
      if (!isSteady.test(c)) {
        takeColumn(c, positions);
      }
    }
    if (count > 0) {
      writeTable(rowGroup);
    }
  }

  private void takeBag(int[] positions) {
    AttributeBag bag = store.bag();
    for (int i = 0; i < bag.count(); i++) {
      int row = positions[bag.row(i)];
      if (row < 0) {
        continue;
      }
      int type = bag.type(i) | (bag.isDuplicate(i) ? SpanSchema.DUPLICATE : 0);
      if (AttributeTypes.isNumber(bag.type(i))) {
        add(row, bag.position(i), bag.key(i), type, bag.value(i), 0);
      } else {
        add(row, bag.position(i), bag.key(i), type, 0, copy(bag.texts(), (int) bag.value(i)));
      }
    }
  }

  private void takeColumn(int c, int[] positions) {
    AttributeColumn column = store.column(c);
    ValueColumn values = column.values();
    for (int i = 0; i < values.count(); i++) {
      int headRow = values.row(i);
      int row = positions[headRow];
      if (row < 0) {
        continue;
      }
      int position = positionOf(c, headRow);
      if (values.isNumber()) {
        add(row, position, column.key(), column.type(), values.number(i), 0);
      } else {
        add(row, position, column.key(), column.type(), 0, copy(values.texts(), values.code(i)));
      }
    }
  }

  /// The position in the list as sent: the index in the shape, moved by what the head's bag holds
  /// of the row before it.
  private int positionOf(int column, int headRow) {
    int[] shape = store.shape(source.shape(source.code(headRow)));
    int position = 0;
    while (shape[position] != column) {
      position++;
    }
    AttributeBag bag = store.bag();
    for (int i = bag.firstIndexFrom(headRow); i < bag.count() && bag.row(i) == headRow; i++) {
      if (bag.position(i) <= position) {
        position++;
      }
    }
    return position;
  }

  private int copy(ByteDictionary from, int code) {
    return texts.intern(from.array(code), from.offset(code), from.length(code));
  }

  private void add(int row, int position, int key, int type, long number, int text) {
    if (count == order.length) {
      int capacity = count * 2;
      order = Arrays.copyOf(order, capacity);
      keys = Arrays.copyOf(keys, capacity);
      types = Arrays.copyOf(types, capacity);
      numbers = Arrays.copyOf(numbers, capacity);
      textCodes = Arrays.copyOf(textCodes, capacity);
    }
    if (count == MAX_ENTRIES) {
      throw new IllegalStateException(
          "more than " + MAX_ENTRIES + " rare attributes in a row group");
    }
    order[count] =
        ((long) row << (POSITION_BITS + INDEX_BITS)) | ((long) position << INDEX_BITS) | count;
    keys[count] = key;
    types[count] = type;
    numbers[count] = number;
    textCodes[count] = text;
    count++;
  }

  private void writeTable(RowGroupWriter rowGroup) throws IOException {
    Arrays.sort(order, 0, count);
    long[] rows = new long[count];
    long[] positions = new long[count];
    long[] sortedTypes = new long[count];
    long[] sortedNumbers = new long[count];
    int[] sortedKeys = new int[count];
    int[] sortedTexts = new int[count];
    for (int i = 0; i < count; i++) {
      int entry = (int) order[i] & (MAX_ENTRIES - 1);
      rows[i] = order[i] >>> (POSITION_BITS + INDEX_BITS);
      positions[i] = (order[i] >>> INDEX_BITS) & ((1 << POSITION_BITS) - 1);
      sortedTypes[i] = types[entry];
      sortedNumbers[i] = numbers[entry];
      sortedKeys[i] = keys[entry];
      sortedTexts[i] = textCodes[entry];
    }
    TableWriter table = rowGroup.table(owner + SpanSchema.BAG_OF, count);
    table.ints(SpanSchema.ROW, rows, count);
    table.ints(SpanSchema.POSITION, positions, count);
    table.strings(SpanSchema.KEY, new Texts(store.keys(), sortedKeys, count));
    table.ints(SpanSchema.TYPE, sortedTypes, count);
    table.ints(SpanSchema.NUMBER, sortedNumbers, count);
    table.strings(SpanSchema.TEXT, new Texts(texts, sortedTexts, count));
  }
}
