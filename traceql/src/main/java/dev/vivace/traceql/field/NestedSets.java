package dev.vivace.traceql.field;

import dev.vivace.traceql.table.SpanOrder;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceTree;

/// Nested set numbers of each row: lefts and rights are unique in a trace, those of a descendant
/// lie between its ancestor's; 0 is not connected. Siblings go by start, then span id.
///
/// @param parents the parent's left; −1 for a root
record NestedSets(int[] lefts, int[] rights, int[] parents) {

  static NestedSets of(SpanTable table) {
    int rows = table.rowCount();
    NestedSets sets = new NestedSets(new int[rows], new int[rows], new int[rows]);
    int[] firstChild = new int[rows]; // Row + 1; a stack of siblings.
    int[] nextSibling = new int[rows];
    for (int trace = 0; trace < table.traceCount(); trace++) {
      sets.number(table, table.firstRow(trace), table.firstRow(trace + 1), firstChild, nextSibling);
    }
    return sets;
  }

  private void number(SpanTable table, int from, int end, int[] firstChild, int[] nextSibling) {
    int[] treeParents = table.tree().parents();
    int[] ordered = SpanOrder.sorted(table, from, end);
    int firstRoot = 0;
    // Backwards, because each is put before its siblings.
    for (int i = ordered.length - 1; i >= 0; i--) {
      int row = ordered[i];
      int parent = treeParents[row];
      if (parent >= 0) {
        nextSibling[row] = firstChild[parent];
        firstChild[parent] = row + 1;
      } else if (parent == TraceTree.ROOT) {
        nextSibling[row] = firstRoot;
        firstRoot = row + 1;
      }
    }
    int next = 1;
    int at = firstRoot - 1;
    while (at >= 0) {
      if (lefts[at] == 0) {
        lefts[at] = next++;
        int parent = treeParents[at];
        parents[at] = parent >= 0 ? lefts[parent] : -1;
        if (firstChild[at] != 0) {
          at = firstChild[at] - 1;
          continue;
        }
      }
      rights[at] = next++;
      at = nextSibling[at] != 0 ? nextSibling[at] - 1 : Math.max(-1, treeParents[at]);
    }
  }
}
