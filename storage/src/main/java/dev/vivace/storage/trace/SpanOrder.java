package dev.vivace.storage.trace;

/// Sorts indexes by what they stand for, without an object each and without recursion: the JDK
/// sorts ints only by their own value.
final class SpanOrder {

  /// Whether the left index belongs behind the right one.
  @FunctionalInterface
  interface After {
    boolean test(int left, int right);
  }

  private SpanOrder() {}

  /// A stable merge sort from runs of one upwards. Returns the sorted indexes, in the array given
  /// or in another one. Runs that are in order already, as most sources hand them over, are copied.
  static int[] sort(int[] indexes, After after) {
    int[] source = indexes;
    int[] target = new int[source.length];
    for (long width = 1; width < source.length; width *= 2) {
      for (long from = 0; from < source.length; from += 2 * width) {
        int middle = (int) Math.min(from + width, source.length);
        int to = (int) Math.min(from + 2 * width, source.length);
        merge(source, (int) from, middle, to, target, after);
      }
      int[] merged = target;
      target = source;
      source = merged;
    }
    return source;
  }

  private static void merge(int[] source, int from, int middle, int to, int[] target, After after) {
    if (middle == to || !after.test(source[middle - 1], source[middle])) {
      System.arraycopy(source, from, target, from, to - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft = left < middle && (right == to || !after.test(source[left], source[right]));
      target[i] = takeLeft ? source[left++] : source[right++];
    }
  }
}
