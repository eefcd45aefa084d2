package dev.vivace.storage.head;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.trace.SpanEncoder;
import dev.vivace.storage.trace.TraceSink;
import java.util.Arrays;

/// Hands the spans of one trace in a head to a sink, in log order. Takes the head's read lock.
public final class HeadTraceReader {

  private final SpanEncoder encoder = new SpanEncoder();
  private final ProtobufWriter out = new ProtobufWriter(1024);

  /// Reads one trace.
  ///
  /// @return how many bytes of spans were handed over
  public long read(LiveHead head, long traceHigh, long traceLow, TraceSink sink) {
    head.readLock().lock();
    try {
      int trace = head.traces().find(traceHigh, traceLow);
      return trace < 0 ? 0 : readRows(head, trace, sink);
    } finally {
      head.readLock().unlock();
    }
  }

  private long readRows(LiveHead head, int trace, TraceSink sink) {
    HeadSpanRows rows = new HeadSpanRows(head);
    int[] resourceOf = unknown(head.resources().envelopes().size());
    int[] scopeOf = unknown(head.scopes().envelopes().size());
    long bytes = 0;
    for (int row = head.traces().firstRow(trace); row >= 0; row = head.nextRowOfTrace(row)) {
      if (sink.contains(head.spanId(row), rows.kind(row), head.startNanos(row))) {
        continue;
      }
      int resource = head.resource(row);
      if (resourceOf[resource] < 0) {
        ByteDictionary envelopes = head.resources().envelopes();
        resourceOf[resource] =
            sink.resource(
                envelopes.array(resource), envelopes.offset(resource), envelopes.length(resource));
      }
      int scope = head.templates().get(head.template(row), LiveHead.SCOPE);
      if (scopeOf[scope] < 0) {
        ByteDictionary envelopes = head.scopes().envelopes();
        scopeOf[scope] =
            sink.scope(envelopes.array(scope), envelopes.offset(scope), envelopes.length(scope));
      }
      out.clear();
      encoder.write(rows, row, out);
      bytes += out.length();
      if (!sink.span(
          resourceOf[resource],
          scopeOf[scope],
          head.spanId(row),
          rows.kind(row),
          head.startNanos(row),
          out.bytes(),
          0,
          out.length())) {
        return bytes;
      }
    }
    return bytes;
  }

  private static int[] unknown(int length) {
    int[] codes = new int[length];
    Arrays.fill(codes, -1);
    return codes;
  }
}
