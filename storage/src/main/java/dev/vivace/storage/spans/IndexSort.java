package dev.vivace.storage.spans;

/// Sorts indexes by an unsigned primary and an unsigned secondary key, stably, without objects:
/// insertion for a few, merging for many.
final class IndexSort {

  private static final int FEW = 24;

  private int[] scratch = new int[0];

  /// Orders `indexes[0, count)` by `primary[index]`, then `secondary[index]`, then as they stood.
  void sort(int[] indexes, int count, long[] primary, long[] secondary) {
    for (int from = 0; from < count; from += FEW) {
      insert(indexes, from, Math.min(count, from + FEW), primary, secondary);
    }
    if (count <= FEW) {
      return;
    }
    if (scratch.length < count) {
      scratch = new int[Math.max(count, scratch.length * 2)];
    }
    int[] source = indexes;
    int[] target = scratch;
    for (long width = FEW; width < count; width *= 2) {
      for (long from = 0; from < count; from += 2 * width) {
        int middle = (int) Math.min(count, from + width);
        int end = (int) Math.min(count, from + 2 * width);
        merge(source, target, (int) from, middle, end, primary, secondary);
      }
      int[] swap = source;
      source = target;
      target = swap;
    }
    if (source != indexes) {
      System.arraycopy(source, 0, indexes, 0, count);
    }
  }

  private static void insert(int[] indexes, int from, int end, long[] primary, long[] secondary) {
    for (int i = from + 1; i < end; i++) {
      int moving = indexes[i];
      int at = i;
      while (at > from && isBefore(moving, indexes[at - 1], primary, secondary)) {
        indexes[at] = indexes[at - 1];
        at--;
      }
      indexes[at] = moving;
    }
  }

  private static void merge(
      int[] source, int[] target, int from, int middle, int end, long[] primary, long[] secondary) {
    int left = from;
    int right = middle;
    for (int at = from; at < end; at++) {
      boolean takeRight =
          left == middle
              || (right < end && isBefore(source[right], source[left], primary, secondary));
      target[at] = takeRight ? source[right++] : source[left++];
    }
  }

  private static boolean isBefore(int a, int b, long[] primary, long[] secondary) {
    int order = Long.compareUnsigned(primary[a], primary[b]);
    return order < 0 || (order == 0 && Long.compareUnsigned(secondary[a], secondary[b]) < 0);
  }

  /// The indexes 0 to `count - 1`, in an array at least as long as `reuse`.
  static int[] identity(int[] reuse, int count) {
    int[] indexes = reuse.length >= count ? reuse : new int[Math.max(count, reuse.length * 2)];
    for (int i = 0; i < count; i++) {
      indexes[i] = i;
    }
    return indexes;
  }
}
