package dev.vivace.storage.view;

import dev.vivace.storage.head.EventRows;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.Values;
import org.jspecify.annotations.Nullable;

/// The events of a view.
final class HeadEvents implements EventTable {

  private static final int NAME = 0; // The first element of an event's template.

  private final HeadView view;
  private final OwnedOrder order;
  private final CodedColumn names;
  private final long[] timesSinceStart;

  HeadEvents(HeadView view, OwnedOrder order, CodedColumn names, long[] timesSinceStart) {
    this.view = view;
    this.order = order;
    this.names = names;
    this.timesSinceStart = timesSinceStart;
  }

  /// Copies the events of a view's spans; the caller holds the head's read lock.
  static HeadEvents of(HeadView view, EventRows rows) {
    int count = rows.firstOf(view.rowCount());
    OwnedOrder order = OwnedOrder.of(view.order(), count, rows::spanRow);
    int[] names = new int[count];
    long[] times = new long[count];
    long[] starts = view.starts();
    int[] firstRows = order.firstRows();
    for (int span = 0; span < view.rowCount(); span++) {
      for (int row = firstRows[span]; row < firstRows[span + 1]; row++) {
        int source = order.sources()[row];
        names[row] = rows.templates().get(rows.template(source), NAME);
        times[row] = rows.timeNanos(source) - starts[span];
      }
    }
    Values values = HeadColumns.texts(rows.names(), names);
    CodedColumn column = new CodedColumn(values, Codes.of(names, values.count()));
    return new HeadEvents(view, order, column, times);
  }

  long memoryBytes() {
    return order.memoryBytes() + names.memoryBytes() + (long) timesSinceStart.length * Long.BYTES;
  }

  @Override
  public int rowCount() {
    return timesSinceStart.length;
  }

  @Override
  public int[] firstRows() {
    return order.firstRows();
  }

  @Override
  public CodedColumn names() {
    return names;
  }

  @Override
  public long[] timesSinceStart() {
    return timesSinceStart;
  }

  @Override
  public @Nullable CodedColumn attribute(String key) {
    return view.ownedAttribute(Scope.EVENT, key, order);
  }
}
