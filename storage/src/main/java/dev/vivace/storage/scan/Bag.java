package dev.vivace.storage.scan;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.Values;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The attributes of one owner that have no column, by key. Later occurrences of a key in its
/// owner's list are left out: they are no value of it.
final class Bag {

  private static final int KEY_BYTES = 100;
  private static final Bag EMPTY =
      new Bag(Map.of(), new int[1], new int[0], new int[0], new byte[0]);

  private final Map<String, Integer> keys;
  private final int[] firstIndexes; // By key.
  private final int[] entries; // By index: the row of the bag.
  private final int[] rows; // By index: the row of the owner.
  private final byte[] types; // By index.

  private Bag(
      Map<String, Integer> keys, int[] firstIndexes, int[] entries, int[] rows, byte[] types) {
    this.keys = keys;
    this.firstIndexes = firstIndexes;
    this.entries = entries;
    this.rows = rows;
    this.types = types;
  }

  static Bag read(RowGroup rowGroup, int owner) {
    RowGroupReader reader = rowGroup.open();
    int kind = owner + SpanSchema.BAG_OF;
    if (!reader.hasTable(kind)) {
      return EMPTY;
    }
    TableReader table = reader.table(kind);
    int[] entryTypes = rowGroup.codes(table, SpanSchema.TYPE, SpanSchema.DUPLICATE * 2);
    int[] entryRows = rowGroup.codes(table, SpanSchema.ROW, reader.table(owner).rows());
    Map<String, Integer> keys = new HashMap<>();
    int[] entryKeys = readKeys(rowGroup, table, keys);
    // Sorted by key by counting.
    int[] firsts = new int[keys.size() + 1];
    for (int entry = 0; entry < entryKeys.length; entry++) {
      if (entryTypes[entry] < SpanSchema.DUPLICATE) {
        firsts[entryKeys[entry] + 1]++;
      }
    }
    for (int key = 0; key < keys.size(); key++) {
      firsts[key + 1] += firsts[key];
    }
    int[] next = firsts.clone();
    int count = firsts[keys.size()];
    Bag bag = new Bag(keys, firsts, new int[count], new int[count], new byte[count]);
    for (int entry = 0; entry < entryKeys.length; entry++) {
      int type = entryTypes[entry];
      if (type < SpanSchema.DUPLICATE) {
        if (type >= ValueType.values().length) {
          throw rowGroup.corrupt(kind, "type %d in row %d (known: 0 to 8)".formatted(type, entry));
        }
        int index = next[entryKeys[entry]]++;
        bag.entries[index] = entry;
        bag.rows[index] = entryRows[entry];
        bag.types[index] = (byte) type;
      }
    }
    return bag;
  }

  /// Gives each key a number and returns that of each entry. A column of keys may be one without
  /// dictionary, and a dictionary may have a string twice.
  private static int[] readKeys(RowGroup rowGroup, TableReader table, Map<String, Integer> keys) {
    StringColumn column = table.strings(SpanSchema.KEY);
    if (column.count() != table.rows()) {
      throw rowGroup.corrupt(
          table.kind(), "%d keys (expected: %d)".formatted(column.count(), table.rows()));
    }
    int[] entryKeys = new int[column.count()];
    column.readCodes(0, entryKeys.length, entryKeys, 0);
    int[] numbers = new int[column.dictionarySize()];
    for (int code = 0; code < numbers.length; code++) {
      column.seek(code);
      String key =
          new String(column.bytes(), column.offset(), column.length(), StandardCharsets.UTF_8);
      Integer known = keys.putIfAbsent(key, keys.size());
      numbers[code] = known != null ? known : keys.size() - 1;
    }
    for (int entry = 0; entry < entryKeys.length; entry++) {
      entryKeys[entry] = numbers[entryKeys[entry]];
    }
    return entryKeys;
  }

  boolean has(String key) {
    return keys.containsKey(key);
  }

  Set<String> keys() {
    return keys.keySet();
  }

  /// The index of the key's first entry.
  int firstOf(String key) {
    Integer number = keys.get(key);
    return number == null ? 0 : firstIndexes[number];
  }

  /// The index after the key's last entry.
  int endOf(String key) {
    Integer number = keys.get(key);
    return number == null ? 0 : firstIndexes[number + 1];
  }

  /// The owner's row to which the entry at `index` belongs.
  int row(int index) {
    return rows[index];
  }

  ValueType type(int index) {
    return ValueType.ofCode(types[index]);
  }

  /// The row of the bag that holds the entry at `index`.
  int entry(int index) {
    return entries[index];
  }

  /// Adds the key's values, a code for each entry.
  void addValues(RowGroup rowGroup, int owner, String key, Values.Builder values) {
    int end = endOf(key);
    if (end == firstOf(key)) {
      return;
    }
    TableReader table = rowGroup.open().table(owner + SpanSchema.BAG_OF);
    IntColumn numbers = table.ints(SpanSchema.NUMBER);
    StringColumn texts = table.strings(SpanSchema.TEXT);
    if (numbers.count() != table.rows() || texts.count() != table.rows()) {
      throw rowGroup.corrupt(
          table.kind(),
          "%d numbers and %d texts (expected: %d)"
              .formatted(numbers.count(), texts.count(), table.rows()));
    }
    AttributeValueAdder adder = new AttributeValueAdder(rowGroup, table.kind(), values);
    for (int index = firstOf(key); index < end; index++) {
      int entry = entries[index];
      if (ValueType.ofCode(types[index]).isNumber()) {
        adder.addNumber(types[index], numbers.get(entry));
      } else {
        adder.addCopy(types[index], texts, texts.code(entry));
      }
    }
  }

  long memoryBytes() {
    long bytes = (long) entries.length * (Integer.BYTES * 2 + 1);
    for (String key : keys.keySet()) {
      bytes += KEY_BYTES + key.length();
    }
    return bytes;
  }
}
