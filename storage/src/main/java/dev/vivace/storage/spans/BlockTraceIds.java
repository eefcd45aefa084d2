package dev.vivace.storage.spans;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.TableReader;

/// The trace ids of a block.
public final class BlockTraceIds {

  private BlockTraceIds() {}

  /// Takes trace ids.
  @FunctionalInterface
  public interface Taker {

    void take(long traceHigh, long traceLow);
  }

  /// Hands over the ids of all traces, in the order of the block.
  public static void forEach(BlockReader block, Taker taker) {
    for (int group = 0; group < block.rowGroupCount(); group++) {
      TableReader traces = block.rowGroup(group).table(SpanSchema.TRACES);
      IntColumn highs = traces.ints(SpanSchema.TRACE_HIGH);
      IntColumn lows = traces.ints(SpanSchema.TRACE_LOW);
      for (int trace = 0; trace < traces.rows(); trace++) {
        taker.take(highs.get(trace), lows.get(trace));
      }
    }
  }
}
