package dev.vivace.traceql.result;

import java.util.List;

/// A span of an answer.
///
/// @param name empty unless the query mentions it
/// @param startUnixNanos unsigned
/// @param attributes the values that were looked at to find it
public record FoundSpan(
    long spanId,
    String name,
    long startUnixNanos,
    long durationNanos,
    List<NamedValue> attributes) {}
