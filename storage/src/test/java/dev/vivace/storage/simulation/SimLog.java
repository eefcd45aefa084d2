package dev.vivace.storage.simulation;

import java.util.ArrayList;
import java.util.List;

/// A log that keeps its records in the order of their appends until they are trimmed. Offsets are
/// positions. It outlives processes.
final class SimLog {

  private final List<Span> records = new ArrayList<>();
  private long trimmedTo;

  /// One record, which is one span, or none if it is a cut marker.
  ///
  /// @param offset its identity, too
  /// @param tenant -1 for a marker
  record Span(long offset, long appendNanos, int tenant, int trace) {

    boolean isMarker() {
      return tenant < 0;
    }
  }

  Span append(long nowNanos, int tenant, int trace) {
    long last = records.isEmpty() ? 0 : records.getLast().appendNanos();
    Span span = new Span(records.size(), Math.max(last, nowNanos), tenant, trace);
    records.add(span);
    return span;
  }

  long end() {
    return records.size();
  }

  long trimmedTo() {
    return trimmedTo;
  }

  Span read(long offset) {
    if (offset < trimmedTo) {
      throw new SimulationFailure(
          "record %d is read, but the log begins at %d".formatted(offset, trimmedTo));
    }
    return records.get((int) offset);
  }

  /// A record whether it is trimmed or not: for checks.
  Span everRead(long offset) {
    return records.get((int) offset);
  }

  void trim(long offset) {
    trimmedTo = Math.max(trimmedTo, offset);
  }
}
