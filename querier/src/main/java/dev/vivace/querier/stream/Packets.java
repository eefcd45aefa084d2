package dev.vivace.querier.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Splits a list over messages of bounded size.
final class Packets {

  private Packets() {}

  /// At least one part, also of nothing; an item larger than the limit has a part of its own.
  static <T> List<List<T>> split(List<T> items, ToIntFunction<T> size, int maxBytes) {
    List<List<T>> parts = new ArrayList<>();
    List<T> part = new ArrayList<>();
    int bytes = 0;
    for (T item : items) {
      int itemBytes = size.applyAsInt(item);
      if (bytes + itemBytes > maxBytes && !part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(item);
      bytes += itemBytes;
    }
    parts.add(part);
    return parts;
  }
}
