package dev.vivace.storage.spans;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import java.util.Arrays;

/// The key lists of a row group's templates, decoded: for each template and key the column's
/// ordinal and whether the value is the template's constant.
public final class KeyLists {

  private final int[] firstEntries;
  private final int[] entries;
  // By entry: the index of the constant in its column, or -1.
  private final int[] constantIndexes;

  private KeyLists(int[] firstEntries, int[] entries, int columnCount) {
    this.firstEntries = firstEntries;
    this.entries = entries;
    this.constantIndexes = constantIndexes(entries, firstEntries[templateCount()], columnCount);
  }

  /// Reads them all.
  ///
  /// @param templates the table of the owner's templates
  /// @param columns the attribute columns of the owner
  public static KeyLists read(TableReader templates, AttributeColumns columns) {
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
        entries[count] = list.next();
        check(templates, template, entries[count] >>> 1, columns);
        count++;
      }
      firsts[template + 1] = count;
    }
    return new KeyLists(firsts, entries, columns.count());
  }

  private static void check(
      TableReader templates, int template, int column, AttributeColumns columns) {
    if (column >= columns.count() || columns.isOptional(column)) {
      throw new CorruptDataException(
          "the key list of template %d in table %d names column %d (expected: below %d%s)"
              .formatted(
                  template,
                  templates.kind(),
                  column,
                  columns.count(),
                  columns.optional().isEmpty() ? "" : ", none of " + columns.optional()));
    }
  }

  public int templateCount() {
    return firstEntries.length - 1;
  }

  public int keyCount(int template) {
    return firstEntries[template + 1] - firstEntries[template];
  }

  /// The ordinal of the column of a template's key.
  public int column(int template, int key) {
    return entries[firstEntries[template] + key] >>> 1;
  }

  /// Whether all rows of the template agree on the key's value.
  public boolean isConstant(int template, int key) {
    return (entries[firstEntries[template] + key] & 1) != 0;
  }

  /// The index of the value in its column if the key is constant, else -1.
  public int constantIndex(int template, int key) {
    return constantIndexes[firstEntries[template] + key];
  }

  /// What the lists hold in memory.
  public long memoryBytes() {
    return (long) (firstEntries.length + entries.length + constantIndexes.length) * Integer.BYTES;
  }

  /// A column begins with its constants, in the order of the templates.
  private static int[] constantIndexes(int[] entries, int count, int columnCount) {
    int[] found = new int[columnCount];
    int[] indexes = new int[count];
    for (int i = 0; i < count; i++) {
      indexes[i] = (entries[i] & 1) != 0 ? found[entries[i] >>> 1]++ : -1;
    }
    return indexes;
  }
}
