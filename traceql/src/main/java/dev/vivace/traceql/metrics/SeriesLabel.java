package dev.vivace.traceql.metrics;

import dev.vivace.traceql.value.Value;

/// One label of a series or exemplar.
///
/// @param key canonical text of an attribute, or a reserved name such as `p`
/// @param value a string, int, double or bool
public record SeriesLabel(String key, Value value) {

  /// The key under which series without others tell which function made them.
  static final String NAME = "__name__";
}
