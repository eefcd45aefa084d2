package dev.vivace.traceql.oracle;

import dev.vivace.traceql.span.EventView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import java.util.Map;

/// An event made by hand.
public record PlainEvent(String name, long timeSinceStartNanos, Map<String, Value> attributes)
    implements EventView {

  @Override
  public Value attribute(String key) {
    return attributes.getOrDefault(key, Nil.NIL);
  }
}
