package dev.vivace.storage.view;

import dev.vivace.storage.head.LinkRows;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.LinkTable;
import org.jspecify.annotations.Nullable;

/// The links of a view.
final class HeadLinks implements LinkTable {

  private final HeadView view;
  private final OwnedOrder order;
  private final long[] traceHighs;
  private final long[] traceLows;
  private final long[] spanIds;

  private HeadLinks(HeadView view, OwnedOrder order) {
    int count = order.sources().length;
    this.view = view;
    this.order = order;
    this.traceHighs = new long[count];
    this.traceLows = new long[count];
    this.spanIds = new long[count];
  }

  /// Copies the links of a view's spans; the caller holds the head's read lock.
  static HeadLinks of(HeadView view, LinkRows rows) {
    int count = rows.firstOf(view.rowCount());
    HeadLinks links = new HeadLinks(view, OwnedOrder.of(view.order(), count, rows::spanRow));
    for (int row = 0; row < count; row++) {
      int source = links.order.sources()[row];
      links.traceHighs[row] = rows.traceHigh(source);
      links.traceLows[row] = rows.traceLow(source);
      links.spanIds[row] = rows.spanId(source);
    }
    return links;
  }

  long memoryBytes() {
    return order.memoryBytes() + (long) spanIds.length * 3 * Long.BYTES;
  }

  @Override
  public int rowCount() {
    return spanIds.length;
  }

  @Override
  public int[] firstRows() {
    return order.firstRows();
  }

  @Override
  public long[] traceHighs() {
    return traceHighs;
  }

  @Override
  public long[] traceLows() {
    return traceLows;
  }

  @Override
  public long[] spanIds() {
    return spanIds;
  }

  @Override
  public @Nullable CodedColumn attribute(String key) {
    return view.ownedAttribute(Scope.LINK, key, order);
  }
}
