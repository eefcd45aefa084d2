package dev.vivace.storage.spans;

import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.TableReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The attribute columns of one table of owners, by ordinal. From the directory, no I/O.
public final class AttributeColumns {

  /// Those of a table that the row group lacks.
  public static final AttributeColumns NONE = new AttributeColumns(List.of(), List.of());

  private final List<ColumnInfo> columns;
  private final List<Integer> optional;
  private final BitSet isOptional = new BitSet();

  private AttributeColumns(List<ColumnInfo> columns, List<Integer> optional) {
    this.columns = columns;
    this.optional = optional;
    optional.forEach(isOptional::set);
  }

  /// Those of a table.
  public static AttributeColumns of(TableReader table) {
    List<ColumnInfo> columns = new ArrayList<>();
    List<Integer> optional = new ArrayList<>(0);
    ColumnKey previous = SpanSchema.ROW;
    for (ColumnInfo column : table.columns()) {
      ColumnKey key = column.key();
      if (key.kind() == SpanSchema.ATTRIBUTE) {
        columns.add(column);
      } else if (key.kind() == SpanSchema.PRESENCE) {
        if (!previous.equals(SpanSchema.attribute(key.name(), key.type()))) {
          throw table.corrupt(
              key, "directory", "stands behind " + previous + " (expected: its attribute)");
        }
        optional.add(columns.size() - 1);
      }
      previous = key;
    }
    return new AttributeColumns(columns, optional);
  }

  public int count() {
    return columns.size();
  }

  public ColumnInfo column(int ordinal) {
    return columns.get(ordinal);
  }

  /// The ordinals of the optional columns, ascending.
  public List<Integer> optional() {
    return optional;
  }

  /// Whether no template lists the column, but a bitmap says which rows have a value.
  public boolean isOptional(int ordinal) {
    return isOptional.get(ordinal);
  }
}
