package dev.vivace.querier.search;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.source.WholeTraces;
import dev.vivace.storage.source.WholeTraces.Joined;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.TableMatches;
import dev.vivace.traceql.engine.TagPlan;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.legacy.LegacySearch;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.table.SpanTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks the traces of an answer that have no root up by id, once each: a part of such a trace may
/// lie where nobody looked, because it came more than an hour late (block rule 13). What matched
/// stays as it is; root, start, duration and services become those of the whole trace. For one
/// search.
final class MissingRoots {

  /// How many traces of one answer are looked up; the others are answered without a root.
  static final int MAX_TRACES = 1_000;

  private static final TagPlan EVERYTHING =
      new TagPlan(new LegacySearch(List.of(), 0, Long.MAX_VALUE));

  private final WholeTraces wholeTraces;
  private final QueryGuard guard;
  private final int spansPerSpanset;
  private final Set<TraceId> asked = new HashSet<>();
  private final Map<TraceId, FoundTrace> known = new HashMap<>();
  private boolean isCut;

  MissingRoots(WholeTraces wholeTraces, QueryGuard guard, int spansPerSpanset) {
    this.wholeTraces = wholeTraces;
    this.guard = guard;
    this.spansPerSpanset = spansPerSpanset;
  }

  /// Whether some of the traces looked up were too large to be read whole.
  boolean isCut() {
    return isCut;
  }

  /// The same traces, newest first; those without a root as whole as they can be found.
  List<FoundTrace> complete(List<FoundTrace> found) {
    List<FoundTrace> unknown =
        found.stream()
            .filter(trace -> !trace.hasRoot() && !asked.contains(FoundTraces.id(trace)))
            .limit(MAX_TRACES - asked.size())
            .toList();
    if (!unknown.isEmpty()) {
      lookUp(unknown);
    }
    List<FoundTrace> wholes =
        found.stream().flatMap(trace -> known(FoundTraces.id(trace)).stream()).toList();
    return wholes.isEmpty()
        ? found
        : FoundTraces.join(found, wholes, found.size(), spansPerSpanset);
  }

  private List<FoundTrace> known(TraceId id) {
    FoundTrace whole = known.get(id);
    return whole == null ? List.of() : List.of(whole);
  }

  private void lookUp(List<FoundTrace> traces) {
    long start = -1; // The greatest of all.
    long end = 0;
    for (FoundTrace trace : traces) {
      long traceEnd = trace.startUnixNanos() + trace.durationNanos();
      start =
          Long.compareUnsigned(trace.startUnixNanos(), start) < 0 ? trace.startUnixNanos() : start;
      end = Long.compareUnsigned(traceEnd, end) > 0 ? traceEnd : end;
    }
    List<TraceId> ids = traces.stream().map(FoundTraces::id).toList();
    wholeTraces.join(ids, start, end).ifPresent(this::read);
    asked.addAll(ids);
  }

  private void read(Joined joined) {
    SpanTable table = joined.table();
    TableMatches all = EVERYTHING.run(table, TimeWindow.ALL, guard);
    for (int trace : all.traces()) {
      FoundTrace whole = all.trace(trace, 0);
      known.put(FoundTraces.id(whole), whole);
    }
    isCut |= joined.isCut();
  }
}
