package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.trace.SpanEncoder;
import dev.vivace.storage.trace.TraceSink;
import java.util.HashMap;
import java.util.Map;

/// Hands the spans of one trace in a block to a sink. Reads the trace's entry in the index, its row
/// in the trace table, and of the columns that its spans use the pages that hold them.
public final class BlockTraceReader {

  private final SpanEncoder encoder = new SpanEncoder();
  private final ProtobufWriter out = new ProtobufWriter(1024);

  /// Reads one trace.
  ///
  /// @return how many bytes of pages were read
  public long read(BlockReader block, long traceHigh, long traceLow, TraceSink sink) {
    if (!block.mightContain(traceHigh, traceLow)) {
      return 0;
    }
    long inspectedBytes = 0;
    for (int ordinal : block.findCandidates(traceHigh, traceLow)) {
      int group = block.rowGroupOfTrace(ordinal);
      RowGroupReader rowGroup = block.wholeRowGroup(group);
      read(rowGroup, ordinal - block.firstTrace(group), traceHigh, traceLow, sink);
      inspectedBytes += rowGroup.inspectedBytes();
    }
    return inspectedBytes;
  }

  /// Reads one trace of a row group unless it has another id.
  ///
  /// @param trace its index in the row group
  public void read(
      RowGroupReader rowGroup, int trace, long traceHigh, long traceLow, TraceSink sink) {
    TableReader traces = rowGroup.table(SpanSchema.TRACES);
    if (traces.ints(SpanSchema.TRACE_LOW).get(trace) != traceLow
        || traces.ints(SpanSchema.TRACE_HIGH).get(trace) != traceHigh) {
      return;
    }
    IntColumn firstRows = traces.ints(SpanSchema.FIRST_ROW);
    int from = (int) firstRows.get(trace);
    int to =
        trace + 1 < traces.rows()
            ? (int) firstRows.get(trace + 1)
            : rowGroup.table(SpanSchema.SPANS).rows();
    long start = traces.ints(SpanSchema.START).get(trace);
    BlockSpanRows rows = new BlockSpanRows(rowGroup, traceHigh, traceLow, start, from, to);
    Envelopes resources = new Envelopes(rowGroup.table(SpanSchema.RESOURCES), sink::resource);
    Envelopes scopes = new Envelopes(rowGroup.table(SpanSchema.SCOPES), sink::scope);
    for (int row = from; row < to; row++) {
      if (sink.contains(rows.spanId(row), rows.kind(row), rows.startNanos(row))) {
        continue;
      }
      out.clear();
      encoder.write(rows, row, out);
      if (!sink.span(
          resources.codeOf(rows.resource(row)),
          scopes.codeOf(rows.scope(row)),
          rows.spanId(row),
          rows.kind(row),
          rows.startNanos(row),
          out.bytes(),
          0,
          out.length())) {
        return;
      }
    }
  }

  /// Hands each envelope that is needed to the sink, once.
  private static final class Envelopes {

    private final StringColumn envelopes;
    private final Taker taker;
    private final Map<Integer, Integer> codes = new HashMap<>();

    Envelopes(TableReader table, Taker taker) {
      this.envelopes = table.strings(SpanSchema.ENVELOPE);
      this.taker = taker;
    }

    int codeOf(int row) {
      return codes.computeIfAbsent(row, this::hand);
    }

    private int hand(int row) {
      envelopes.seek(envelopes.code(row));
      return taker.take(envelopes.bytes(), envelopes.offset(), envelopes.length());
    }
  }

  private interface Taker {
    int take(byte[] bytes, int offset, int length);
  }
}
