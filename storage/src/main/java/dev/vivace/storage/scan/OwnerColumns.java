package dev.vivace.storage.scan;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.spans.AttributeColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The attribute columns of one owner, by ordinal: several of a key have different types.
final class OwnerColumns {

  private static final int COLUMN_BYTES = 150;

  private final AttributeColumns columns;
  private final Map<String, List<Integer>> ordinals;

  private OwnerColumns(AttributeColumns columns, Map<String, List<Integer>> ordinals) {
    this.columns = columns;
    this.ordinals = ordinals;
  }

  static OwnerColumns read(RowGroup rowGroup, int owner) {
    RowGroupReader reader = rowGroup.open();
    AttributeColumns columns =
        reader.hasTable(owner) ? AttributeColumns.of(reader.table(owner)) : AttributeColumns.NONE;
    Map<String, List<Integer>> ordinals = new HashMap<>();
    for (int ordinal = 0; ordinal < columns.count(); ordinal++) {
      ColumnKey key = columns.column(ordinal).key();
      if (key.type() < 0 || key.type() >= ValueType.values().length) {
        throw rowGroup.corrupt(
            owner,
            "attribute '%s' is of type %d (known: 0 to 8)".formatted(key.name(), key.type()));
      }
      ordinals.computeIfAbsent(key.name(), _ -> new ArrayList<>(1)).add(ordinal);
    }
    return new OwnerColumns(columns, ordinals);
  }

  AttributeColumns columns() {
    return columns;
  }

  boolean has(String key) {
    return ordinals.containsKey(key);
  }

  /// The columns of a key.
  List<Integer> ordinals(String key) {
    return ordinals.getOrDefault(key, List.of());
  }

  Set<String> keys() {
    return ordinals.keySet();
  }

  long memoryBytes() {
    long bytes = 0;
    for (int ordinal = 0; ordinal < columns.count(); ordinal++) {
      bytes += COLUMN_BYTES + columns.column(ordinal).key().name().length();
    }
    return bytes;
  }
}
