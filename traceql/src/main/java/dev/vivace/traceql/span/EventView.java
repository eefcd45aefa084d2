package dev.vivace.traceql.span;

import dev.vivace.traceql.value.Value;

/// One event of a span.
public interface EventView {

  String name();

  /// Event time minus start of the span; negative if it came first.
  long timeSinceStartNanos();

  /// The first value of the key; nil if it is not there.
  Value attribute(String key);
}
