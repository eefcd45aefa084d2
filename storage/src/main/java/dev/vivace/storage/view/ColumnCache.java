package dev.vivace.storage.view;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The columns of attributes that a view has made, as long as the memory of all views allows.
/// Thread-safe; two threads may both make a column: they make the same.
final class ColumnCache {

  // Entry, key and column, without their arrays.
  private static final int ENTRY_BYTES = 256;

  private final HeadView view;
  private final Map<Key, CodedColumn> columns = new ConcurrentHashMap<>();

  private record Key(Scope scope, String name) {}

  ColumnCache(HeadView view) {
    this.view = view;
  }

  @Nullable CodedColumn get(Scope scope, String name, Supplier<@Nullable CodedColumn> maker) {
    Key key = new Key(scope, name);
    CodedColumn known = columns.get(key);
    if (known != null) {
      return known;
    }
    CodedColumn made = maker.get();
    if (made != null && view.hasRoom(made.memoryBytes() + ENTRY_BYTES)) {
      known = columns.putIfAbsent(key, made);
      if (known == null) {
        view.count(made.memoryBytes() + ENTRY_BYTES);
      }
    }
    return known != null ? known : made;
  }
}
