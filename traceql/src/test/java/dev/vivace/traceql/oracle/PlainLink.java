package dev.vivace.traceql.oracle;

import dev.vivace.traceql.span.LinkView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import java.util.Map;

/// A link made by hand.
public record PlainLink(String traceId, String spanId, Map<String, Value> attributes)
    implements LinkView {

  @Override
  public Value attribute(String key) {
    return attributes.getOrDefault(key, Nil.NIL);
  }
}
