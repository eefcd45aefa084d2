package dev.vivace.storage.spans;

import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import java.util.Arrays;

/// The key lists of a row group's templates, decoded: for each template and key the column's
/// ordinal and whether the value is the template's constant.
final class KeyLists {

  private final int[] firstEntries;
  private final int[] entries;
  private final int columnCount;

  private KeyLists(int[] firstEntries, int[] entries, int columnCount) {
    this.firstEntries = firstEntries;
    this.entries = entries;
    this.columnCount = columnCount;
  }

  static KeyLists read(TableReader templates, int columnCount) {
    StringColumn lists = templates.strings(SpanSchema.KEYS);
    int[] firsts = new int[templates.rows() + 1];
    int[] entries = new int[templates.rows() * 8 + 16];
    int count = 0;
    for (int template = 0; template < templates.rows(); template++) {
      lists.seek(lists.code(template));
      Varints list = new Varints(lists.bytes(), lists.offset(), lists.length());
      while (list.hasNext()) {
        if (count == entries.length) {
          entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count++] = list.next();
      }
      firsts[template + 1] = count;
    }
    return new KeyLists(firsts, entries, columnCount);
  }

  int columnCount() {
    return columnCount;
  }

  int templateCount() {
    return firstEntries.length - 1;
  }

  int keyCount(int template) {
    return firstEntries[template + 1] - firstEntries[template];
  }

  /// The ordinal of the column of a template's key.
  int column(int template, int key) {
    return entries[firstEntries[template] + key] >>> 1;
  }

  /// Whether all rows of the template agree on the key's value.
  boolean isConstant(int template, int key) {
    return (entries[firstEntries[template] + key] & 1) != 0;
  }

  /// For each key of a template that is constant, the index of its value in its column; -1 for the
  /// others.
  int[] constantIndexes(int template) {
    int[] indexes = new int[keyCount(template)];
    Arrays.fill(indexes, -1);
    for (int key = 0; key < indexes.length; key++) {
      if (isConstant(template, key)) {
        indexes[key] = constantsBefore(template, column(template, key));
      }
    }
    return indexes;
  }

  private int constantsBefore(int template, int column) {
    int wanted = column * 2 + 1;
    int count = 0;
    for (int i = 0; i < firstEntries[template]; i++) {
      if (entries[i] == wanted) {
        count++;
      }
    }
    return count;
  }
}
