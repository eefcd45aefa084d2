package dev.vivace.traceql.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// Values of a comparison by hash, in places side by side: every code of every table is looked up
/// here. For one thread.
final class ValueTable {

  private static final int MIN_PLACES = 16;

  private long[] keys = new long[MIN_PLACES]; // 0 is free; at most half of the places are taken.
  private @Nullable ComparedValue[] values = new ComparedValue[MIN_PLACES];
  private int size;

  @Nullable ComparedValue get(long hash) {
    return values[place(ValueCounts.key(hash))];
  }

  /// Adds a value under a hash that has none.
  void put(long hash, ComparedValue value) {
    if (++size * 2 > keys.length) {
      grow();
    }
    int place = place(ValueCounts.key(hash));
    keys[place] = ValueCounts.key(hash);
    values[place] = value;
  }

  private int place(long key) {
    int place = (int) (key >>> 7) & (keys.length - 1);
    while (keys[place] != 0 && keys[place] != key) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable ComparedValue[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new ComparedValue[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        values[place] = oldValues[i];
      }
    }
  }

  int size() {
    return size;
  }

  List<ComparedValue> all() {
    List<ComparedValue> all = new ArrayList<>(size);
    forEach((value, _) -> all.add(value));
    return all;
  }

  /// Passes each value and its key to `action`.
  void forEach(ObjLongConsumer<ComparedValue> action) {
    for (int i = 0; i < keys.length; i++) {
      ComparedValue value = values[i];
      if (value != null) {
        action.accept(value, keys[i]);
      }
    }
  }

  void clear() {
    Arrays.fill(keys, 0);
    Arrays.fill(values, null);
    size = 0;
  }
}
