package dev.vivace.traceql.table;

import dev.vivace.traceql.value.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The tree of each trace by the language's rules (specification 6.1): a span hangs below the span
/// of its parent id, and has relations only if it is below a span without parent id. Of two spans
/// with one id a server's parent is the client, anybody else's the server, the earlier one if both
/// are; three with one id disconnect their trace. Masked rows are not there.
///
/// @param parents the row of the parent; [#ROOT] or [#NOT_CONNECTED]
/// @param childCounts direct children by row, of spans that are not connected, too
/// @param topDown all rows, trace by trace, each parent before its children; empty if the order of
///   the rows is such an order
public record TraceTree(int[] parents, int[] childCounts, int[] topDown) {

  /// In place of a parent: a span without parent id.
  public static final int ROOT = -1;

  /// In place of a parent: related to nothing.
  public static final int NOT_CONNECTED = -2;

  /// Takes 40 ns a span.
  public static TraceTree of(SpanTable table) {
    int rows = table.rowCount();
    TraceTree tree = new TraceTree(new int[rows], new int[rows], new int[0]);
    Arrays.fill(tree.parents, NOT_CONNECTED);
    IdTable ids = new IdTable();
    for (int trace = 0; trace < table.traceCount(); trace++) {
      tree.connect(table, table.firstRow(trace), table.firstRow(trace + 1), ids);
    }
    return tree.areParentsFirst()
        ? tree
        : new TraceTree(tree.parents, tree.childCounts, tree.sortTopDown(table));
  }

  private boolean areParentsFirst() {
    for (int row = 0; row < parents.length; row++) {
      if (parents[row] > row) {
        return false;
      }
    }
    return true;
  }

  /// Counts each row's depth, then sorts the rows of each trace by it.
  private int[] sortTopDown(SpanTable table) {
    int[] depths = new int[parents.length];
    for (int row = 0; row < parents.length; row++) {
      if (depths[row] == 0 && parents[row] >= 0) {
        setDepths(depths, row);
      }
    }
    int[] order = new int[parents.length];
    for (int trace = 0; trace < table.traceCount(); trace++) {
      sortByDepth(depths, table.firstRow(trace), table.firstRow(trace + 1), order);
    }
    return order;
  }

  /// Goes up to a row whose depth is known, then down again.
  private void setDepths(int[] depths, int row) {
    int steps = 0;
    int at = row;
    while (depths[at] == 0 && parents[at] >= 0) {
      at = parents[at];
      steps++;
    }
    int depth = depths[at] + steps;
    for (int down = row; down != at; down = parents[down]) {
      depths[down] = depth--;
    }
  }

  private static void sortByDepth(int[] depths, int from, int end, int[] order) {
    int deepest = 0;
    for (int row = from; row < end; row++) {
      deepest = Math.max(deepest, depths[row]);
    }
    int[] starts = new int[deepest + 2];
    for (int row = from; row < end; row++) {
      starts[depths[row] + 1]++;
    }
    for (int depth = 0; depth <= deepest; depth++) {
      starts[depth + 1] += starts[depth];
    }
    for (int row = from; row < end; row++) {
      order[from + starts[depths[row]]++] = row;
    }
  }

  private void connect(SpanTable table, int from, int end, IdTable ids) {
    long[] spanIds = table.spanIds();
    long[] parentIds = table.parentIds();
    long @Nullable [] masked = table.maskedRows();
    ids.clear(end - from);
    for (int row = from; row < end; row++) {
      if ((masked == null || !Bits.get(masked, row)) && !ids.add(spanIds, row)) {
        return; // Three spans of one id: nothing in this trace is connected.
      }
    }
    for (int row = from; row < end; row++) {
      if (masked != null && Bits.get(masked, row)) {
        continue;
      }
      if (parentIds[row] == 0) {
        parents[row] = ROOT;
        continue;
      }
      int parent = ids.find(spanIds, parentIds[row], row, table);
      if (parent >= 0) {
        parents[row] = parent;
        childCounts[parent]++;
      }
    }
    dropUnconnected(from, end);
  }

  /// Walks up from each span and marks the way, so that every span is passed once. A way that ends
  /// in an orphan or in a cycle is not connected.
  private void dropUnconnected(int from, int end) {
    byte[] states = new byte[end - from];
    for (int row = from; row < end; row++) {
      int at = row;
      while (at >= 0 && states[at - from] == 0) {
        states[at - from] = ON_WAY;
        at = parents[at];
      }
      boolean connected = at == ROOT || (at >= 0 && states[at - from] == CONNECTED);
      byte state = connected ? CONNECTED : UNCONNECTED;
      for (int back = row; back >= 0 && states[back - from] == ON_WAY; ) {
        states[back - from] = state;
        back = parents[back];
      }
    }
    for (int row = from; row < end; row++) {
      if (states[row - from] == UNCONNECTED) {
        parents[row] = NOT_CONNECTED;
      }
    }
  }

  private static final byte ON_WAY = 1;
  private static final byte CONNECTED = 2;
  private static final byte UNCONNECTED = 3;

  /// The rows of one trace by span id: open addressing, at most two rows an id.
  private static final class IdTable {

    private int[] first = new int[16]; // Row + 1.
    private int[] second = new int[16];
    private int mask;

    void clear(int rows) {
      int size = Integer.highestOneBit(Math.max(8, rows)) * 4;
      if (size > first.length) {
        first = new int[size];
        second = new int[size];
      } else {
        Arrays.fill(first, 0, size, 0);
        Arrays.fill(second, 0, size, 0);
      }
      mask = size - 1;
    }

    /// False if the id is there twice already.
    boolean add(long[] spanIds, int row) {
      int slot = slot(spanIds, spanIds[row]);
      if (first[slot] == 0) {
        first[slot] = row + 1;
      } else if (second[slot] == 0) {
        second[slot] = row + 1;
      } else {
        return false;
      }
      return true;
    }

    private int slot(long[] spanIds, long id) {
      int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
      while (first[slot] != 0 && spanIds[first[slot] - 1] != id) {
        slot = slot + 1 & mask;
      }
      return slot;
    }

    /// The row of a parent, or −1.
    int find(long[] spanIds, long id, int child, SpanTable table) {
      int slot = slot(spanIds, id);
      if (second[slot] == 0) {
        return first[slot] - 1;
      }
      Kind wanted = kind(table, child) == Kind.SERVER ? Kind.CLIENT : Kind.SERVER;
      int a = first[slot] - 1;
      int b = second[slot] - 1;
      if (kind(table, a) != wanted) {
        return kind(table, b) == wanted ? b : -1;
      }
      boolean isSecond =
          kind(table, b) == wanted
              && Long.compareUnsigned(table.starts()[b], table.starts()[a]) < 0;
      return isSecond ? b : a;
    }

    private static Kind kind(SpanTable table, int row) {
      CodedColumn kinds = table.kinds();
      return Kind.values()[(int) kinds.values().number(kinds.codes().get(row))];
    }
  }
}
