package dev.vivace.storage.spans;

import dev.vivace.storage.head.LiveHead;
import java.security.SecureRandom;
import java.util.Arrays;

/// Puts the rows of one trace in the order of a block: pre-order, parents first, siblings by start
/// and then span id; spans whose parent is not stored begin trees of their own. Of spans with the
/// same identity (span id, kind, start) the one with the lowest log offset stays. Cycles are cut
/// where they are met first. No recursion: any depth works.
final class TraceLayout {

  private static final int SERVER = 2;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  // Seeded per process, so that nobody can send ids that collide.
  private static final long SEED = new SecureRandom().nextLong();

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
  private byte[] states = new byte[64];
  // First of identities, then of span ids: index + 1; 0 is free.
  private int[] table = new int[128];
  private int mask;
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
    clearTable(head.traces().rowCount(trace));
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

  private void clearTable(int spans) {
    int capacity = Integer.highestOneBit(Math.max(8, spans)) * 4;
    if (table.length < capacity) {
      table = new int[capacity];
    } else {
      Arrays.fill(table, 0, capacity, 0);
    }
    mask = capacity - 1;
  }

  /// Enters the next span in the table of identities, unless it is there.
  private boolean addIdentity(long spanId, int kind, long start) {
    int slot = slot(mix(spanId ^ SEED) ^ start + kind);
    while (table[slot] != 0) {
      int other = table[slot] - 1;
      if (spanIds[other] == spanId && starts[other] == start && kinds[other] == kind) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    spanIds[count] = spanId;
    kinds[count] = kind;
    starts[count] = start;
    table[slot] = count + 1;
    return true;
  }

  private void findParents() {
    clearTable(count);
    for (int i = 0; i < count; i++) {
      addId(order[i]);
    }
    for (int i = 0; i < count; i++) {
      boolean none = parentIds[i] == 0 || parentIds[i] == spanIds[i];
      parents[i] = none ? -1 : table[slotOfId(parentIds[i])] - 1;
    }
  }

  /// Enters a span in the table of ids. Of several with one id the server's stays, else the one
  /// that starts first: client and server may share an id, and the server's has the children.
  private void addId(int span) {
    int slot = slotOfId(spanIds[span]);
    int other = table[slot] - 1;
    if (other < 0 || (kinds[span] == SERVER && kinds[other] != SERVER)) {
      table[slot] = span + 1;
    }
  }

  /// The slot of the span with this id, or a free one.
  private int slotOfId(long spanId) {
    int slot = slot(spanId ^ SEED);
    while (table[slot] != 0 && spanIds[table[slot] - 1] != spanId) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int slot(long value) {
    return (int) (mix(value) >>> 32) & mask;
  }

  /// Every bit of the value moves the upper half of the result.
  private static long mix(long value) {
    long mixed = value * MULTIPLIER;
    return (mixed ^ (mixed >>> 32)) * MULTIPLIER;
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
    states = new byte[capacity];
    orderedRows = new int[capacity];
    depths = new int[capacity];
  }
}
