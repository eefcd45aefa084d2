package dev.vivace.storage.source;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.view.HeadView;

/// A head and its view, as one query sees them.
record OpenHead(HeadSource source, HeadState state, HeadView view) {

  long traceStart(int trace) {
    return view.times().starts()[trace];
  }

  long traceEnd(int trace) {
    return view.times().ends()[trace];
  }

  /// Whether the trace is read in a newer head.
  boolean isCarriedOn(int trace) {
    return trace < source.carriedOn().length && source.carriedOn()[trace];
  }

  int rows(int trace) {
    return view.firstRow(trace + 1) - view.firstRow(trace);
  }

  /// The ordinal of a trace that is read here, or −1.
  int find(TraceId id) {
    LiveHead head = source.pinned().head();
    head.readLock().lock();
    try {
      int trace = head.traces().find(id.high(), id.low());
      return trace < view.traceCount() && trace >= 0 && !isCarriedOn(trace) ? trace : -1;
    } finally {
      head.readLock().unlock();
    }
  }
}
