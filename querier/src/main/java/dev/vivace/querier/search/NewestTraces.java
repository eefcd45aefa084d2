package dev.vivace.querier.search;

import dev.vivace.model.id.TraceId;
import dev.vivace.traceql.engine.TableMatches;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.table.SpanTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The newest traces found so far, each at most as often as it was found in parts. Only where they
/// lie is kept: answers are made at the end, for those that are still among the newest. For one
/// thread.
final class NewestTraces {

  private static final int ROOM = 1024;

  // What an answer takes in memory, about: measured on the bench's traces.
  private static final int TRACE_BYTES = 320;
  private static final int SPAN_BYTES = 120;
  private static final int VALUE_BYTES = 96;

  private static final Comparator<Match> NEWEST_FIRST =
      Comparator.<Match, Long>comparing(match -> match.start, (a, b) -> Long.compareUnsigned(b, a))
          .thenComparing(match -> match.id);

  private final int limit;
  private final int spansPerSpanset;
  private final List<Match> matches = new ArrayList<>();
  private long oldestStart; // Of the newest `limit` traces, once there are as many.
  private boolean isFull;

  NewestTraces(int limit, int spansPerSpanset) {
    this.limit = limit;
    this.spansPerSpanset = spansPerSpanset;
  }

  /// A trace of a table. Its answer is made when it is first asked for.
  private static final class Match {

    private final TableMatches table;
    private final int trace;
    private final long start;
    private final TraceId id;
    private @Nullable FoundTrace found;

    Match(TableMatches table, int trace, long start, TraceId id) {
      this.table = table;
      this.trace = trace;
      this.start = start;
      this.id = id;
    }

    FoundTrace found(int spansPerSpanset) {
      FoundTrace known = found;
      if (known == null) {
        known = table.trace(trace, spansPerSpanset);
        found = known;
      }
      return known;
    }
  }

  /// @param traces as many as memory allowed
  /// @param left how many of the newest it did not allow
  record Result(List<FoundTrace> traces, int left) {}

  void add(SpanTable table, TableMatches found) {
    long[] starts = null;
    for (int trace : found.traces()) {
      if (starts == null) {
        starts = table.facts().starts();
      }
      if (isFull && Long.compareUnsigned(starts[trace], oldestStart) < 0) {
        continue;
      }
      TraceId id = new TraceId(table.traceHigh(trace), table.traceLow(trace));
      matches.add(new Match(found, trace, starts[trace], id));
      if (matches.size() >= (long) limit * 2 + ROOM) {
        cut();
      }
    }
    cut();
  }

  /// Whether as many traces as wanted start strictly later than this.
  boolean isBeyond(long startNanos) {
    return isFull && Long.compareUnsigned(oldestStart, startNanos) > 0;
  }

  /// Leaves the newest `limit` traces; parts of one trace count once.
  private void cut() {
    if (matches.size() < limit) {
      return;
    }
    matches.sort(NEWEST_FIRST);
    Set<TraceId> ids = new HashSet<>();
    int end = 0;
    while (end < matches.size() && (ids.size() < limit || ids.contains(matches.get(end).id))) {
      ids.add(matches.get(end).id);
      end++;
    }
    isFull = ids.size() == limit;
    oldestStart = matches.get(end - 1).start;
    matches.subList(end, matches.size()).clear();
  }

  /// The newest traces, parts of one trace joined, newest first.
  ///
  /// @param maxBytes what they may take in memory, about
  Result result(long maxBytes) {
    matches.sort(NEWEST_FIRST);
    return result(matches, maxBytes);
  }

  /// Of the newest traces those that nothing can displace any more: they start strictly later than
  /// what is still to come.
  List<FoundTrace> settled(long latestToCome, long maxBytes) {
    matches.sort(NEWEST_FIRST);
    List<Match> settled =
        matches.stream()
            .takeWhile(match -> Long.compareUnsigned(match.start, latestToCome) > 0)
            .toList();
    return result(settled, maxBytes).traces();
  }

  private Result result(List<Match> sorted, long maxBytes) {
    List<FoundTrace> traces = new ArrayList<>();
    long bytes = 0;
    int taken = 0;
    for (Match match : sorted) {
      FoundTrace found = match.found(spansPerSpanset);
      bytes += memoryBytes(found);
      if (bytes > maxBytes && !traces.isEmpty()) {
        break;
      }
      traces.add(found);
      taken++;
    }
    return new Result(
        FoundTraces.join(List.of(), traces, limit, spansPerSpanset), sorted.size() - taken);
  }

  private static long memoryBytes(FoundTrace trace) {
    long bytes = TRACE_BYTES + (long) trace.services().size() * VALUE_BYTES;
    for (FoundSpanset spanset : trace.spansets()) {
      bytes += (long) spanset.attributes().size() * VALUE_BYTES;
      for (var span : spanset.spans()) {
        bytes += SPAN_BYTES + (long) span.attributes().size() * VALUE_BYTES;
      }
    }
    return bytes;
  }
}
