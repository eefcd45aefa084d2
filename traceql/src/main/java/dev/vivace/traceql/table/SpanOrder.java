package dev.vivace.traceql.table;

import java.util.Arrays;

/// The order of spans within a trace: by start, then span id, then kind. It does not depend on how
/// they arrived or where they are kept.
public final class SpanOrder {

  private SpanOrder() {}

  /// The rows `[from, end)` of a trace in order.
  public static int[] sorted(SpanTable table, int from, int end) {
    int[] rows = new int[end - from];
    Arrays.setAll(rows, i -> from + i);
    sort(table, rows);
    return rows;
  }

  /// Sorts rows of one trace: by merging runs, since most traces are nearly in order.
  public static void sort(SpanTable table, int[] rows) {
    int[] source = rows;
    int[] target = new int[rows.length];
    for (int width = 1; width < rows.length; width *= 2) {
      for (int from = 0; from < rows.length; from += 2 * width) {
        int middle = Math.min(rows.length, from + width);
        merge(table, source, from, middle, Math.min(rows.length, middle + width), target);
      }
      int[] other = source;
      source = target;
      target = other;
    }
    if (source != rows) {
      System.arraycopy(source, 0, rows, 0, rows.length);
    }
  }

  private static void merge(
      SpanTable table, int[] source, int from, int middle, int end, int[] target) {
    if (middle == end || compare(table, source[middle - 1], source[middle]) <= 0) {
      System.arraycopy(source, from, target, from, end - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int at = from; at < end; at++) {
      boolean takeLeft =
          right == end || (left < middle && compare(table, source[left], source[right]) <= 0);
      target[at] = takeLeft ? source[left++] : source[right++];
    }
  }

  public static int compare(SpanTable table, int a, int b) {
    int byStart = Long.compareUnsigned(table.starts()[a], table.starts()[b]);
    if (byStart != 0) {
      return byStart;
    }
    int byId = Long.compareUnsigned(table.spanIds()[a], table.spanIds()[b]);
    return byId != 0 ? byId : Long.compare(kind(table, a), kind(table, b));
  }

  private static long kind(SpanTable table, int row) {
    return table.kinds().values().number(table.kinds().codes().get(row));
  }
}
