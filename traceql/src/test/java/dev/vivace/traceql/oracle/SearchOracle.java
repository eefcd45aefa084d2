package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.span.TraceView;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The whole answer of a search for one trace (specification 8.2 and 8.3), all spans included.
public final class SearchOracle {

  private static final String NO_PARENT = "0000000000000000";

  private SearchOracle() {}

  /// The answer if the trace matches.
  public static Optional<FoundTrace> answer(Query query, TraceView trace) {
    List<OracleSpanset> spansets = Oracle.answer(query, trace);
    if (spansets.isEmpty()) {
      return Optional.empty();
    }
    boolean hasRoot = trace.spans().stream().anyMatch(one -> one.parentSpanId().equals(NO_PARENT));
    return Optional.of(
        new FoundTrace(
            id(trace.traceId().substring(0, 16)),
            id(trace.traceId().substring(16)),
            trace.rootServiceName(),
            trace.rootName(),
            hasRoot,
            trace.startUnixNanos(),
            trace.durationNanos(),
            services(trace),
            spansets.stream().map(spanset -> found(query, trace, spanset)).toList()));
  }

  private static long id(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  private static SortedMap<String, ServiceCounts> services(TraceView trace) {
    SortedMap<String, ServiceCounts> counts = new TreeMap<>();
    for (SpanView span : trace.spans()) {
      Value name = span.attribute(Scope.RESOURCE, "service.name");
      int error = span.status() == Status.ERROR ? 1 : 0;
      counts.merge(
          name instanceof StringValue(var text) ? text : "",
          new ServiceCounts(1, error),
          (a, b) -> new ServiceCounts(a.spans() + b.spans(), a.errors() + b.errors()));
    }
    return counts;
  }

  private static FoundSpanset found(Query query, TraceView trace, OracleSpanset spanset) {
    return new FoundSpanset(
        spanset.spans().size(),
        named(spanset.attributes()),
        spanset.spans().stream().map(span -> found(query, trace, span)).toList());
  }

  private static List<NamedValue> named(Map<String, Value> values) {
    return values.entrySet().stream()
        .map(entry -> new NamedValue(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static FoundSpan found(Query query, TraceView trace, SpanView span) {
    List<NamedValue> attributes = new ArrayList<>();
    String name = "";
    for (Map.Entry<String, Value> entry : Oracle.carried(query, trace, span)) {
      if (entry.getKey().equals("name")) { // No attribute of random traces is called so.
        name = span.name();
      } else {
        attributes.add(new NamedValue(entry.getKey(), entry.getValue()));
      }
    }
    return new FoundSpan(
        id(span.spanId()), name, span.startUnixNanos(), span.durationNanos(), attributes);
  }

  /// An answer in a form that does not depend on the order of groups and attributes.
  public static String comparable(FoundTrace trace) {
    List<String> spansets = new ArrayList<>();
    for (FoundSpanset spanset : trace.spansets()) {
      List<String> spans = new ArrayList<>();
      for (FoundSpan span : spanset.spans()) {
        spans.add(
            "%016x %s %d %d %s"
                .formatted(
                    span.spanId(),
                    span.name(),
                    span.startUnixNanos(),
                    span.durationNanos(),
                    sorted(span.attributes())));
      }
      spansets.add(spanset.matched() + " " + sorted(spanset.attributes()) + spans);
    }
    spansets.sort(Comparator.naturalOrder());
    return "%016x%016x %s/%s %s %d %d %s %s"
        .formatted(
            trace.traceHigh(),
            trace.traceLow(),
            trace.rootServiceName(),
            trace.rootName(),
            trace.hasRoot(),
            trace.startUnixNanos(),
            trace.durationNanos(),
            trace.services(),
            spansets);
  }

  private static List<String> sorted(List<NamedValue> values) {
    return values.stream().map(NamedValue::toString).sorted().toList();
  }
}
