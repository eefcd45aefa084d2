package dev.vivace.storage.head;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.trace.SpanEncoder;
import dev.vivace.storage.trace.TraceSink;
import java.util.HashMap;
import java.util.Map;

/// Hands the spans of one trace in a head to a sink, in log order: those that were there when it
/// was asked. Takes the head's read lock for a few spans at a time, so that appends do not wait for
/// a giant trace.
public final class HeadTraceReader {

  private static final int ROWS_A_LOCK = 256;

  private final SpanEncoder encoder = new SpanEncoder();
  private final ProtobufWriter out = new ProtobufWriter(1024);
  private long bytes;

  /// Reads one trace.
  ///
  /// @return how many bytes of spans were handed over
  public long read(LiveHead head, long traceHigh, long traceLow, TraceSink sink) {
    return read(head, new boolean[0], traceHigh, traceLow, sink);
  }

  /// Reads one trace unless it is left out.
  ///
  /// @param leftOut by trace ordinal; traces beyond its end are not left out
  public long read(
      LiveHead head, boolean[] leftOut, long traceHigh, long traceLow, TraceSink sink) {
    bytes = 0;
    Envelopes envelopes = new Envelopes(head, sink);
    int row;
    int end;
    head.readLock().lock();
    try {
      int trace = head.traces().find(traceHigh, traceLow);
      boolean wanted = trace >= 0 && (trace >= leftOut.length || !leftOut[trace]);
      end = head.rowCount();
      int first = wanted ? head.traces().firstRow(trace) : -1;
      row = first < end ? first : -1;
    } finally {
      head.readLock().unlock();
    }
    while (row >= 0) {
      head.readLock().lock();
      try {
        row = readRows(head, row, end, envelopes, sink);
      } finally {
        head.readLock().unlock();
      }
    }
    return bytes;
  }

  /// Reads some rows and returns the next one, or -1.
  private int readRows(LiveHead head, int from, int end, Envelopes envelopes, TraceSink sink) {
    HeadSpanRows rows = new HeadSpanRows(head);
    int row = from;
    for (int i = 0; i < ROWS_A_LOCK && row >= 0; i++) {
      if (!sink.contains(head.spanId(row), rows.kind(row), head.startNanos(row))
          && !readRow(head, rows, row, envelopes, sink)) {
        return -1;
      }
      int next = head.nextRowOfTrace(row);
      row = next < end ? next : -1;
    }
    return row;
  }

  private boolean readRow(
      LiveHead head, HeadSpanRows rows, int row, Envelopes envelopes, TraceSink sink) {
    int resource = envelopes.resource(head.resource(row));
    int scope = envelopes.scope(head.templates().get(head.template(row), LiveHead.SCOPE));
    out.clear();
    encoder.write(rows, row, out);
    bytes += out.length();
    return sink.span(
        resource,
        scope,
        head.spanId(row),
        rows.kind(row),
        head.startNanos(row),
        out.bytes(),
        0,
        out.length());
  }

  /// Hands each envelope that is needed to the sink, once.
  private record Envelopes(
      LiveHead head,
      TraceSink sink,
      Map<Integer, Integer> resources,
      Map<Integer, Integer> scopes) {

    Envelopes(LiveHead head, TraceSink sink) {
      this(head, sink, new HashMap<>(), new HashMap<>());
    }

    int resource(int code) {
      ByteDictionary from = head.resources().envelopes();
      return resources.computeIfAbsent(
          code, c -> sink.resource(from.array(c), from.offset(c), from.length(c)));
    }

    int scope(int code) {
      ByteDictionary from = head.scopes().envelopes();
      return scopes.computeIfAbsent(
          code, c -> sink.scope(from.array(c), from.offset(c), from.length(c)));
    }
  }
}
