package dev.vivace.storage.block;

/// Integers that wait to be written, from whatever array or mapping.
@FunctionalInterface
interface LongSource {

  /// Copies the values of `[from, from + count)` to `target[at …]`.
  void copy(int from, int count, long[] target, int at);
}
