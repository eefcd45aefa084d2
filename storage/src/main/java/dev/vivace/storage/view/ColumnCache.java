package dev.vivace.storage.view;

import dev.vivace.traceql.ast.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The columns of attributes that a view has made, as long as the memory of all views allows.
/// Thread-safe; two threads may both make a column: they make the same.
final class ColumnCache<C> {

  // Entry, key and column, without their arrays.
  private static final int ENTRY_BYTES = 256;

  private final HeadView view;
  private final ToLongFunction<C> bytes;
  private final Map<Key, C> columns = new ConcurrentHashMap<>();

  private record Key(Scope scope, String name) {}

  /// @param bytes what keeping a column takes
  ColumnCache(HeadView view, ToLongFunction<C> bytes) {
    this.view = view;
    this.bytes = bytes;
  }

  /// The column, or null if there is none: that is not remembered.
  @Nullable C get(Scope scope, String name, Supplier<@Nullable C> maker) {
    Key key = new Key(scope, name);
    C known = columns.get(key);
    if (known != null) {
      return known;
    }
    C made = maker.get();
    if (made == null) {
      return null;
    }
    long size = bytes.applyAsLong(made) + ENTRY_BYTES;
    if (!view.hasRoom(size)) {
      return made;
    }
    C others = columns.putIfAbsent(key, made);
    if (others != null) {
      return others;
    }
    view.count(size);
    return made;
  }
}
