package dev.vivace.traceql.result;

import java.util.List;

/// Spans of one trace that matched together.
///
/// @param matched how many there are
/// @param attributes what `by` and aggregates attached, by canonical text
/// @param spans the first of them, by start and span id
public record FoundSpanset(int matched, List<NamedValue> attributes, List<FoundSpan> spans) {}
