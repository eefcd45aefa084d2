package dev.vivace.querier.tags;

import dev.vivace.traceql.ast.Scope;
import java.util.Map;
import java.util.SequencedSet;

/// Names of attributes by scope, in the order found; intrinsics aside.
///
/// @param message empty if the answer is complete; else why it is not. An end that the request or
///   the limits of answers set is none
public record TagNames(
    Map<Scope, SequencedSet<String>> names, TagMetrics metrics, String message) {}
