package dev.vivace.storage.scan;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.spans.SpanSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The attribute columns of one owner, by ordinal: several of a key have different types.
final class OwnerColumns {

  private static final int COLUMN_BYTES = 150;

  private final List<ColumnKey> columns;
  private final Map<String, List<Integer>> ordinals;

  private OwnerColumns(List<ColumnKey> columns, Map<String, List<Integer>> ordinals) {
    this.columns = columns;
    this.ordinals = ordinals;
  }

  static OwnerColumns read(RowGroup rowGroup, int owner) {
    List<ColumnKey> columns = new ArrayList<>();
    Map<String, List<Integer>> ordinals = new HashMap<>();
    RowGroupReader reader = rowGroup.open();
    if (reader.hasTable(owner)) {
      for (ColumnInfo info : reader.table(owner).columns()) {
        ColumnKey key = info.key();
        if (key.kind() != SpanSchema.ATTRIBUTE) {
          continue;
        }
        if (key.type() < 0 || key.type() >= ValueType.values().length) {
          throw rowGroup.corrupt(
              owner,
              "attribute '%s' is of type %d (known: 0 to 8)".formatted(key.name(), key.type()));
        }
        ordinals.computeIfAbsent(key.name(), _ -> new ArrayList<>(1)).add(columns.size());
        columns.add(key);
      }
    }
    return new OwnerColumns(columns, ordinals);
  }

  int count() {
    return columns.size();
  }

  boolean has(String key) {
    return ordinals.containsKey(key);
  }

  /// The columns of a key.
  List<Integer> ordinals(String key) {
    return ordinals.getOrDefault(key, List.of());
  }

  ColumnKey column(int ordinal) {
    return columns.get(ordinal);
  }

  Set<String> keys() {
    return ordinals.keySet();
  }

  long memoryBytes() {
    long bytes = 0;
    for (ColumnKey column : columns) {
      bytes += COLUMN_BYTES + column.name().length();
    }
    return bytes;
  }
}
