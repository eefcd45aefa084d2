package dev.vivace.querier.tags;

import java.util.SequencedSet;

/// Distinct values, in the order found.
///
/// @param message empty if the answer is complete; else why it is not. An end that the request or
///   the limits of answers set is none
public record TagValues(SequencedSet<TagValue> values, TagMetrics metrics, String message) {}
