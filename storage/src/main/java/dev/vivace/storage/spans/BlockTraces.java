package dev.vivace.storage.spans;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.TableReader;
import org.jspecify.annotations.Nullable;

/// Says where in a block the rows of single traces lie. Keeps the pages it read last; for one
/// thread.
public final class BlockTraces {

  private final BlockReader block;
  private final @Nullable Columns[] columns;

  /// Takes places of traces.
  @FunctionalInterface
  public interface Taker {

    /// @param trace index of the trace in the row group
    /// @param firstRow its first row in the row group
    /// @param endRow the row after its last one
    void take(int rowGroup, int trace, int firstRow, int endRow);
  }

  private record Columns(IntColumn highs, IntColumn lows, IntColumn firstRows, int spanRows) {}

  public BlockTraces(BlockReader block) {
    this.block = block;
    this.columns = new Columns[block.rowGroupCount()];
  }

  /// Finds the places of a trace: none, one, or several if it was cut into parts.
  public void find(long traceHigh, long traceLow, Taker taker) {
    if (!block.mightContain(traceHigh, traceLow)) {
      return;
    }
    for (int ordinal : block.findCandidates(traceHigh, traceLow)) {
      if (low(ordinal) == traceLow && high(ordinal) == traceHigh) {
        place(ordinal, taker);
      }
    }
  }

  /// The upper half of the id of the trace with this ordinal.
  public long high(int ordinal) {
    int rowGroup = block.rowGroupOfTrace(ordinal);
    return columns(rowGroup).highs().get(ordinal - block.firstTrace(rowGroup));
  }

  /// The lower half of the id.
  public long low(int ordinal) {
    int rowGroup = block.rowGroupOfTrace(ordinal);
    return columns(rowGroup).lows().get(ordinal - block.firstTrace(rowGroup));
  }

  /// Says where the trace with this ordinal lies.
  public void place(int ordinal, Taker taker) {
    int rowGroup = block.rowGroupOfTrace(ordinal);
    Columns of = columns(rowGroup);
    int trace = ordinal - block.firstTrace(rowGroup);
    int from = (int) of.firstRows().get(trace);
    boolean isLast = trace + 1 == of.firstRows().count();
    taker.take(rowGroup, trace, from, isLast ? of.spanRows() : (int) of.firstRows().get(trace + 1));
  }

  private Columns columns(int rowGroup) {
    Columns known = columns[rowGroup];
    if (known == null) {
      TableReader traces = block.rowGroup(rowGroup).table(SpanSchema.TRACES);
      known =
          new Columns(
              traces.ints(SpanSchema.TRACE_HIGH),
              traces.ints(SpanSchema.TRACE_LOW),
              traces.ints(SpanSchema.FIRST_ROW),
              block.rowGroupInfo(rowGroup).rows());
      columns[rowGroup] = known;
    }
    return known;
  }
}
