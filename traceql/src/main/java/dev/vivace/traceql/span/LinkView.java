package dev.vivace.traceql.span;

import dev.vivace.traceql.value.Value;

/// One link of a span.
public interface LinkView {

  /// Lower-case hex without leading zeros.
  String traceId();

  /// 16 lower-case hex digits.
  String spanId();

  /// The first value of the key; nil if it is not there.
  Value attribute(String key);
}
