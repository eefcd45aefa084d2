package dev.vivace.storage.head;

import dev.vivace.model.span.ValueType;

/// The values of one thing that some rows have: pairs of row and value, rows ascending. Numbers are
/// kept as they are; everything else is a code into a dictionary of the column's own, which stops
/// interning once most values turn out to be new.
public final class ValueColumn {

  private static final int SAMPLE = 8192;

  private static final int OBJECT_BYTES = 32;

  // Stand in for what a column does not need.
  private static final LongColumn NO_NUMBERS = new LongColumn(HeadMemory.NONE);
  private static final IntColumn NO_CODES = new IntColumn(HeadMemory.NONE);
  private static final ByteDictionary NO_TEXTS = new ByteDictionary(HeadMemory.NONE);

  /// Stands in for a column that was not made, of numbers or of bytes.
  static final ValueColumn NONE = new ValueColumn(HeadMemory.NONE, false);

  private final IntColumn rows;
  private final LongColumn numbers;
  private final IntColumn codes;
  private final ByteDictionary texts;
  private final boolean number;
  private boolean interning = true;

  /// Makes an empty column.
  ///
  /// @param number whether values are longs rather than bytes
  ValueColumn(HeadMemory memory, boolean number) {
    memory.count(OBJECT_BYTES);
    this.rows = new IntColumn(memory);
    this.numbers = number ? new LongColumn(memory) : NO_NUMBERS;
    this.codes = number ? NO_CODES : new IntColumn(memory);
    this.texts = number ? NO_TEXTS : new ByteDictionary(memory);
    this.number = number;
  }

  static ValueColumn ofType(HeadMemory memory, byte type) {
    return new ValueColumn(memory, ValueType.ofCode(type).isNumber());
  }

  public int count() {
    return rows.count();
  }

  public boolean isNumber() {
    return number;
  }

  public int row(int index) {
    return rows.get(index);
  }

  /// The value, in a column of numbers.
  public long number(int index) {
    return numbers.get(index);
  }

  /// The value's code in [#texts], in a column of bytes.
  public int code(int index) {
    return codes.get(index);
  }

  public ByteDictionary texts() {
    return texts;
  }

  /// The index of a row's value, or a negative number if the row has none.
  public int indexOf(int row) {
    return rows.search(row);
  }

  /// The index of the first value whose row is `row` or later.
  public int firstIndexFrom(int row) {
    int found = rows.search(row);
    return found < 0 ? -found - 1 : found;
  }

  void addNumber(int row, long value) {
    rows.add(row);
    numbers.add(value);
  }

  void addText(int row, byte[] bytes, int offset, int length) {
    rows.add(row);
    codes.add(texts.intern(bytes, offset, length));
    if (interning && rows.count() == SAMPLE && texts.size() >= SAMPLE / 4 * 3) {
      interning = false;
      texts.stopInterning();
    }
  }

  /// Whether equal values have equal codes.
  public boolean isInterning() {
    return interning;
  }

  /// Whether one of the values belongs to a row with a new row number.
  boolean hasAny(int[] newRows) {
    for (int i = 0; i < count(); i++) {
      if (newRows[row(i)] >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Appends the values of those rows of `source` that have a new row number, in ascending order of
  /// both.
  ///
  /// @param newRows the new number of each row of the source, or -1
  void addFrom(ValueColumn source, int[] newRows) {
    int[] newCodes = number ? new int[0] : new int[source.texts.size()];
    for (int i = 0; i < source.count(); i++) {
      int row = newRows[source.row(i)];
      if (row < 0) {
        continue;
      }
      if (number) {
        addNumber(row, source.number(i));
      } else {
        addTextFrom(source, source.code(i), row, newCodes);
      }
    }
  }

  private void addTextFrom(ValueColumn source, int code, int row, int[] newCodes) {
    if (interning && newCodes[code] != 0) {
      rows.add(row);
      codes.add(newCodes[code] - 1);
      return;
    }
    ByteDictionary from = source.texts;
    addText(row, from.array(code), from.offset(code), from.length(code));
    newCodes[code] = codes.get(codes.count() - 1) + 1;
  }

  void release() {
    rows.release();
    if (number) {
      numbers.release();
    } else {
      codes.release();
      texts.release();
    }
  }
}
