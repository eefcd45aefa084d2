package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.SpansetOperator.Form;
import dev.vivace.traceql.ast.SpansetOperator.Relation;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceTree;

/// Combines spansets by operators (specification 6.2): all traces in `[firstTrace, endTrace)` at
/// once, one spanset each. Every relation is one pass over the rows. For one thread. Making one
/// reads nothing.
final class Structure {

  private final SpanTable table;
  private final int firstTrace;
  private final int endTrace;
  private final int from;
  private final int end;

  private Structure(SpanTable table, int firstTrace, int endTrace, int from, int end) {
    this.table = table;
    this.firstTrace = firstTrace;
    this.endTrace = endTrace;
    this.from = from;
    this.end = end;
  }

  static Structure ofAll(SpanTable table) {
    return new Structure(table, 0, table.traceCount(), 0, table.rowCount());
  }

  static Structure ofTrace(SpanTable table, int trace) {
    return new Structure(table, trace, trace + 1, table.firstRow(trace), table.firstRow(trace + 1));
  }

  /// The rows of the range that the operator answers. Bits outside of the range are not touched.
  long[] combine(SpansetOperator operator, long[] left, long[] right) {
    return switch (operator) {
      case AND -> both(left, right);
      case OR -> {
        long[] either = left.clone();
        Bits.or(either, right);
        yield either;
      }
      default -> {
        Relation relation = operator.relation().orElseThrow();
        long[] related = related(relation, left, right);
        if (operator.form() == Form.UNION) {
          Bits.or(related, related(inverse(relation), right, left));
        } else if (operator.form() == Form.NEGATED) {
          long[] rest = right.clone();
          Bits.andNot(rest, related);
          yield rest;
        }
        yield related;
      }
    };
  }

  /// The connected ones of `rows`.
  long[] connected(long[] rows) {
    long[] connected = rows.clone();
    int[] parents = table.tree().parents();
    for (int row = next(rows, from); row >= 0; row = next(rows, row + 1)) {
      if (parents[row] == TraceTree.NOT_CONNECTED) {
        Bits.clear(connected, row);
      }
    }
    return connected;
  }

  private int next(long[] rows, int row) {
    return Bits.next(rows, row, end);
  }

  /// Of each trace both sides, if both have spans.
  private long[] both(long[] left, long[] right) {
    long[] rows = new long[left.length];
    for (int trace = firstTrace; trace < endTrace; trace++) {
      int first = table.firstRow(trace);
      int last = table.firstRow(trace + 1);
      if (hasAny(left, first, last) && hasAny(right, first, last)) {
        copy(left, first, last, rows);
        copy(right, first, last, rows);
      }
    }
    return rows;
  }

  private static boolean hasAny(long[] rows, int first, int last) {
    return Bits.next(rows, first, last) >= 0;
  }

  private static void copy(long[] source, int first, int last, long[] target) {
    for (int row = Bits.next(source, first, last); row >= 0; ) {
      Bits.set(target, row);
      row = Bits.next(source, row + 1, last);
    }
  }

  private static Relation inverse(Relation relation) {
    return switch (relation) {
      case CHILD -> Relation.PARENT;
      case PARENT -> Relation.CHILD;
      case DESCENDANT -> Relation.ANCESTOR;
      case ANCESTOR -> Relation.DESCENDANT;
      case SIBLING -> Relation.SIBLING;
    };
  }

  /// The spans of the right side that are this to one of the left.
  private long[] related(Relation relation, long[] left, long[] right) {
    return switch (relation) {
      case CHILD -> children(left, right);
      case PARENT -> parents(left, right);
      case DESCENDANT -> descendants(left, right);
      case ANCESTOR -> ancestors(left, right);
      case SIBLING -> siblings(left, right);
    };
  }

  private long[] children(long[] left, long[] right) {
    int[] parents = table.tree().parents();
    long[] rows = new long[right.length];
    for (int row = next(right, from); row >= 0; row = next(right, row + 1)) {
      if (parents[row] >= 0 && Bits.get(left, parents[row])) {
        Bits.set(rows, row);
      }
    }
    return rows;
  }

  private long[] parents(long[] left, long[] right) {
    int[] parents = table.tree().parents();
    long[] rows = new long[right.length];
    for (int row = next(left, from); row >= 0; row = next(left, row + 1)) {
      if (parents[row] >= 0 && Bits.get(right, parents[row])) {
        Bits.set(rows, parents[row]);
      }
    }
    return rows;
  }

  /// Down the tree: a span has an ancestor in `left` if its parent is there or has one.
  private long[] descendants(long[] left, long[] right) {
    int[] parents = table.tree().parents();
    int[] order = table.tree().topDown();
    long[] below = new long[right.length];
    for (int at = from; at < end; at++) {
      int row = order.length == 0 ? at : order[at];
      int parent = parents[row];
      if (parent >= 0 && (Bits.get(left, parent) || Bits.get(below, parent))) {
        Bits.set(below, row);
      }
    }
    Bits.and(below, right);
    return below;
  }

  /// Up the tree: a span has a descendant in `left` if one of its children is there or has one.
  private long[] ancestors(long[] left, long[] right) {
    int[] parents = table.tree().parents();
    int[] order = table.tree().topDown();
    long[] above = new long[right.length];
    for (int at = end - 1; at >= from; at--) {
      int row = order.length == 0 ? at : order[at];
      int parent = parents[row];
      if (parent >= 0 && (Bits.get(left, row) || Bits.get(above, row))) {
        Bits.set(above, parent);
      }
    }
    Bits.and(above, right);
    return above;
  }

  /// A span needs a sibling in `left` besides itself; roots are siblings of each other.
  private long[] siblings(long[] left, long[] right) {
    int[] parents = table.tree().parents();
    int[] childrenInLeft = new int[end - from];
    int[] rootsInLeft = new int[endTrace - firstTrace];
    int trace = firstTrace;
    for (int row = next(left, from); row >= 0; row = next(left, row + 1)) {
      while (row >= table.firstRow(trace + 1)) {
        trace++;
      }
      if (parents[row] >= 0) {
        childrenInLeft[parents[row] - from]++;
      } else if (parents[row] == TraceTree.ROOT) {
        rootsInLeft[trace - firstTrace]++;
      }
    }
    long[] rows = new long[right.length];
    trace = firstTrace;
    for (int row = next(right, from); row >= 0; row = next(right, row + 1)) {
      while (row >= table.firstRow(trace + 1)) {
        trace++;
      }
      int parent = parents[row];
      if (parent != TraceTree.NOT_CONNECTED) {
        int inLeft = parent >= 0 ? childrenInLeft[parent - from] : rootsInLeft[trace - firstTrace];
        if (inLeft > (Bits.get(left, row) ? 1 : 0)) {
          Bits.set(rows, row);
        }
      }
    }
    return rows;
  }
}
