package dev.vivace.traceql.engine;

import dev.vivace.traceql.result.NamedValue;
import java.util.List;

/// Rows of one trace that matched together.
///
/// @param rows ascending, at least one
/// @param attributes what `by` and aggregates attached
record Spanset(int trace, int[] rows, List<NamedValue> attributes) {}
