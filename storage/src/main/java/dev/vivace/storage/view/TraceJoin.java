package dev.vivace.storage.view;

import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.HeadTraceReader;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.spans.BlockTraceReader;

/// Joins traces that lie in several sources: their spans are read, oldest source first, and
/// appended to a head of its own, whose view masks those that were there already. For one thread.
public final class TraceJoin {

  private final LiveHead head;
  private final JoinSink sink;
  private final BlockTraceReader blockReader = new BlockTraceReader();
  private final HeadTraceReader headReader = new HeadTraceReader();

  /// @param maxBytes about what the joined traces may take; what comes beyond it is left out
  public TraceJoin(long maxBytes) {
    head = new LiveHead(new HeadMemory(maxBytes));
    sink = new JoinSink(head, maxBytes);
  }

  /// Adds what a row group has of a trace.
  ///
  /// @param trace its index in the row group
  public void add(RowGroupReader rowGroup, int trace, long traceHigh, long traceLow) {
    sink.begin();
    blockReader.read(rowGroup, trace, traceHigh, traceLow, sink);
  }

  /// Adds what a head has of a trace.
  ///
  /// @param leftOut by trace ordinal of the head; traces beyond its end are not left out
  public void add(LiveHead source, boolean[] leftOut, long traceHigh, long traceLow) {
    sink.begin();
    headReader.read(source, leftOut, traceHigh, traceLow, sink);
  }

  /// Whether spans were left out.
  public boolean isFull() {
    return sink.isFull();
  }

  /// The joined traces as a table; nothing may be added any more.
  public HeadView finish(ViewMemory memory) {
    sink.finish();
    return HeadView.of(head, memory);
  }
}
