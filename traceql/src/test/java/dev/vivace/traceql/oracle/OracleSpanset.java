package dev.vivace.traceql.oracle;

import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Spans of one trace that matched together, in the trace's order, and what `by` and aggregates
/// attached. All spans are here: `matched` is their number.
public record OracleSpanset(List<SpanView> spans, Map<String, Value> attributes) {

  public OracleSpanset {
    spans = List.copyOf(spans);
  }

  OracleSpanset withSpans(List<SpanView> others) {
    return new OracleSpanset(others, attributes);
  }

  OracleSpanset withAttribute(String key, Value value) {
    Map<String, Value> more = new LinkedHashMap<>(attributes);
    more.put(key, value);
    return new OracleSpanset(spans, more);
  }

  /// What survives an operator between spansets: groups, not aggregates.
  OracleSpanset withoutAggregates() {
    Map<String, Value> groups = new LinkedHashMap<>(attributes);
    groups.keySet().removeIf(key -> !key.startsWith("by("));
    return new OracleSpanset(spans, groups);
  }
}
