package dev.vivace.querier.tags;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Gathers the names of attributes.
final class NameCollector implements Collector {

  private final TagBounds bounds;
  private final Map<Scope, SequencedSet<String>> names = new EnumMap<>(Scope.class);
  private long bytes;
  private boolean hasMore;

  NameCollector(TagBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public int count() {
    return names.values().stream().mapToInt(SequencedSet::size).sum();
  }

  // The limit is per scope: another scope may still have room for names.
  @Override
  public boolean isFull() {
    return hasMore;
  }

  TagNames answer(Looked looked) {
    return new TagNames(Collections.unmodifiableMap(names), looked.metrics(), looked.message());
  }

  void take(SpanTable table, TagScope scope, long @Nullable [] rows) {
    for (Scope one : scope.scopes()) {
      long @Nullable [] ownRows = rows(table, one, rows);
      for (String key : table.keys(one)) {
        if (isNew(one, key) && occurs(table, one, key, ownRows)) {
          add(one, key);
        }
      }
    }
  }

  private boolean isNew(Scope scope, String key) {
    SequencedSet<String> known = names.get(scope);
    return known == null
        || ((bounds.maxCount() == 0 || known.size() < bounds.maxCount()) && !known.contains(key));
  }

  private void add(Scope scope, String key) {
    int size = key.getBytes(StandardCharsets.UTF_8).length;
    hasMore |= bytes + size > bounds.maxBytes();
    if (!hasMore) {
      bytes += size;
      names.computeIfAbsent(scope, _ -> new LinkedHashSet<>()).add(key);
    }
  }

  private static long @Nullable [] rows(SpanTable table, Scope scope, long @Nullable [] rows) {
    return switch (scope) {
      case EVENT -> SpanRows.owned(table.events(), rows);
      case LINK -> SpanRows.owned(table.links(), rows);
      default -> rows;
    };
  }

  private static boolean occurs(SpanTable table, Scope scope, String key, long @Nullable [] rows) {
    if (rows == null) {
      return true;
    }
    CodedColumn column = TargetValues.column(table, scope, key);
    if (column == null) {
      return false;
    }
    Codes codes = column.codes();
    for (int row = Bits.next(rows, 0); row >= 0; row = Bits.next(rows, row + 1)) {
      if (column.values().type(codes.get(row)) != ValueType.MISSING) {
        return true;
      }
    }
    return false;
  }
}
