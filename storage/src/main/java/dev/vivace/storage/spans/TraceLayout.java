package dev.vivace.storage.spans;

import dev.vivace.storage.head.LiveHead;
import java.util.Arrays;

/// Puts the rows of one trace in the order of a block: pre-order, parents first, siblings by start
/// and then span id; spans whose parent is not stored begin trees of their own. Of spans with the
/// same identity (span id, kind, start) the one with the lowest log offset stays. Cycles are cut
/// where they are met first. No recursion: any depth works.
final class TraceLayout {

  private static final int SERVER = 2;

  private final IndexSort sort = new IndexSort();
  private int[] rows = new int[64];
  private long[] spanIds = new long[64];
  private long[] parentIds = new long[64];
  private long[] starts = new long[64];
  private int[] kinds = new int[64];
  private int[] order = new int[64];
  private int[] parents = new int[64];
  private int[] firstChildren = new int[64];
  private int[] nextSiblings = new int[64];
  private int[] sameIds = new int[64];
  private byte[] states = new byte[64];
  private int[] table = new int[128];
  private int count;

  private int[] orderedRows = new int[64];
  private int[] depths = new int[64];
  private int orderedCount;
  private boolean hasRoot;
  private long duplicates;

  /// Lays out the trace with this ordinal in the head; the results are valid until the next call.
  void layOut(LiveHead head, int trace) {
    gather(head, trace);
    order = IndexSort.identity(order, count);
    sort.sort(order, count, starts, spanIds);
    findParents();
    cutCycles();
    linkChildren();
    walk();
  }

  /// How many rows the trace has in the block.
  int count() {
    return orderedCount;
  }

  int row(int index) {
    return orderedRows[index];
  }

  int depth(int index) {
    return depths[index];
  }

  /// Whether one of the spans has no parent id.
  boolean hasRoot() {
    return hasRoot;
  }

  /// How many rows of all traces so far were left out as duplicates.
  long duplicates() {
    return duplicates;
  }

  private void gather(LiveHead head, int trace) {
    ensure(head.traces().rowCount(trace));
    int capacity = Integer.highestOneBit(Math.max(8, head.traces().rowCount(trace))) * 4;
    if (table.length < capacity || table.length > capacity * 64) {
      table = new int[capacity];
    } else {
      Arrays.fill(table, 0);
    }
    count = 0;
    hasRoot = false;
    for (int row = head.traces().firstRow(trace); row >= 0; row = head.nextRowOfTrace(row)) {
      long spanId = head.spanId(row);
      int kind = head.templates().get(head.template(row), LiveHead.KIND);
      if (!addIdentity(spanId, kind, head.startNanos(row))) {
        duplicates++;
        continue;
      }
      rows[count] = row;
      parentIds[count] = head.parentId(row);
      hasRoot |= parentIds[count] == 0;
      count++;
    }
  }

  /// Enters the next span in the table of span ids, unless its identity is there.
  private boolean addIdentity(long spanId, int kind, long start) {
    int slot = slotOf(spanId);
    int first = table[slot] - 1;
    for (int other = first; other >= 0; other = sameIds[other]) {
      if (kinds[other] == kind && starts[other] == start) {
        return false;
      }
    }
    spanIds[count] = spanId;
    kinds[count] = kind;
    starts[count] = start;
    sameIds[count] = first;
    table[slot] = count + 1;
    return true;
  }

  private int slotOf(long spanId) {
    int mask = table.length - 1;
    long mixed = spanId * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (table[slot] != 0 && spanIds[table[slot] - 1] != spanId) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void findParents() {
    for (int i = 0; i < count; i++) {
      parents[i] = parentIds[i] == 0 || parentIds[i] == spanIds[i] ? -1 : parentOf(parentIds[i]);
    }
  }

  /// The span with this id; the server's if client and server share it.
  private int parentOf(long parentId) {
    int found = table[slotOf(parentId)] - 1;
    for (int other = found; other >= 0; other = sameIds[other]) {
      if (kinds[other] == SERVER) {
        return other;
      }
    }
    return found;
  }

  private void cutCycles() {
    Arrays.fill(states, 0, count, (byte) 0);
    for (int i = 0; i < count; i++) {
      int at = order[i];
      int last = -1;
      while (at >= 0 && states[at] == 0) {
        states[at] = 1;
        last = at;
        at = parents[at];
      }
      if (at >= 0 && states[at] == 1) {
        parents[last] = -1;
      }
      for (at = order[i]; at >= 0 && states[at] == 1; at = parents[at]) {
        states[at] = 2;
      }
    }
  }

  private void linkChildren() {
    Arrays.fill(firstChildren, 0, count, -1);
    for (int i = count - 1; i >= 0; i--) {
      int child = order[i];
      int parent = parents[child];
      if (parent >= 0) {
        nextSiblings[child] = firstChildren[parent];
        firstChildren[parent] = child;
      }
    }
  }

  private void walk() {
    orderedCount = 0;
    for (int i = 0; i < count; i++) {
      int root = order[i];
      if (parents[root] < 0) {
        walkTree(root);
      }
    }
  }

  private void walkTree(int root) {
    int at = root;
    int depth = 0;
    while (true) {
      orderedRows[orderedCount] = rows[at];
      depths[orderedCount++] = depth;
      if (firstChildren[at] >= 0) {
        at = firstChildren[at];
        depth++;
        continue;
      }
      while (at != root && nextSiblings[at] < 0) {
        at = parents[at];
        depth--;
      }
      if (at == root) {
        return;
      }
      at = nextSiblings[at];
    }
  }

  private void ensure(int needed) {
    if (needed <= rows.length) {
      return;
    }
    int capacity = Math.max(needed, rows.length * 2);
    rows = new int[capacity];
    spanIds = new long[capacity];
    parentIds = new long[capacity];
    starts = new long[capacity];
    kinds = new int[capacity];
    order = new int[capacity];
    parents = new int[capacity];
    firstChildren = new int[capacity];
    nextSiblings = new int[capacity];
    sameIds = new int[capacity];
    states = new byte[capacity];
    orderedRows = new int[capacity];
    depths = new int[capacity];
  }
}
