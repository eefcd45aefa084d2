package dev.vivace.traceql.result;

import java.util.List;
import java.util.SortedMap;

/// A trace that matched (specification 8.2).
///
/// @param rootServiceName empty if the trace has no root, or its root no `service.name`
/// @param rootName empty if the trace has no root
/// @param hasRoot whether a span without parent id is there
/// @param startUnixNanos unsigned
/// @param durationNanos from the first start to the last end
/// @param services by `service.name`
/// @param spansets at least one; none in a search by tags
public record FoundTrace(
    long traceHigh,
    long traceLow,
    String rootServiceName,
    String rootName,
    boolean hasRoot,
    long startUnixNanos,
    long durationNanos,
    SortedMap<String, ServiceCounts> services,
    List<FoundSpanset> spansets) {

  /// How many spans of a trace a service has, and how many of them have the status error.
  public record ServiceCounts(int spans, int errors) {}
}
