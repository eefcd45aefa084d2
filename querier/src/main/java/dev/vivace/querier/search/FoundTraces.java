package dev.vivace.querier.search;

import dev.vivace.model.id.TraceId;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import dev.vivace.traceql.result.NamedValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Joins what was found in several places (specification 8.2).
final class FoundTraces {

  static final Comparator<FoundTrace> NEWEST_FIRST =
      ((Comparator<FoundTrace>)
              (one, two) -> Long.compareUnsigned(two.startUnixNanos(), one.startUnixNanos()))
          .thenComparing(FoundTraces::id);

  private FoundTraces() {}

  static TraceId id(FoundTrace trace) {
    return new TraceId(trace.traceHigh(), trace.traceLow());
  }

  /// The newest of both, each once.
  static List<FoundTrace> join(
      List<FoundTrace> some, List<FoundTrace> others, int limit, int spansPerSpanset) {
    Map<TraceId, FoundTrace> joined = new LinkedHashMap<>();
    some.forEach(trace -> joined.put(id(trace), trace));
    others.forEach(
        trace -> joined.merge(id(trace), trace, (one, two) -> join(one, two, spansPerSpanset)));
    return joined.values().stream().sorted(NEWEST_FIRST).limit(limit).toList();
  }

  private static FoundTrace join(FoundTrace one, FoundTrace two, int spansPerSpanset) {
    FoundTrace root = one.hasRoot() ? one : two;
    boolean oneStarts = Long.compareUnsigned(one.startUnixNanos(), two.startUnixNanos()) <= 0;
    SortedMap<String, ServiceCounts> services = new TreeMap<>(one.services());
    two.services()
        .forEach(
            (name, counts) ->
                services.merge(
                    name,
                    counts,
                    (a, b) ->
                        new ServiceCounts(
                            Math.max(a.spans(), b.spans()), Math.max(a.errors(), b.errors()))));
    return new FoundTrace(
        one.traceHigh(),
        one.traceLow(),
        root.rootServiceName(),
        root.rootName(),
        root.hasRoot(),
        oneStarts ? one.startUnixNanos() : two.startUnixNanos(),
        Math.max(one.durationNanos(), two.durationNanos()),
        services,
        spansets(one, two, spansPerSpanset));
  }

  /// Spansets are the same if `by` attached the same; of two such the one with more spans stays.
  private static List<FoundSpanset> spansets(FoundTrace one, FoundTrace two, int maxSpans) {
    Map<List<NamedValue>, FoundSpanset> byGroup = new LinkedHashMap<>();
    List<FoundSpanset> all = new ArrayList<>(one.spansets());
    all.addAll(two.spansets());
    for (FoundSpanset spanset : all) {
      byGroup.merge(group(spanset), spanset, (a, b) -> b.matched() > a.matched() ? b : a);
    }
    return byGroup.values().stream().map(spanset -> cut(spanset, maxSpans)).toList();
  }

  private static List<NamedValue> group(FoundSpanset spanset) {
    return spanset.attributes().stream().filter(value -> value.key().startsWith("by")).toList();
  }

  private static FoundSpanset cut(FoundSpanset spanset, int maxSpans) {
    List<FoundSpan> spans = spanset.spans();
    return spans.size() <= maxSpans
        ? spanset
        : new FoundSpanset(spanset.matched(), spanset.attributes(), spans.subList(0, maxSpans));
  }
}
