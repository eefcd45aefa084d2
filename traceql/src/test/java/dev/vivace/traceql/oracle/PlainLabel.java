package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.traceql.value.ValueText;

/// A label of a series, its value a string, int, float or bool.
public record PlainLabel(String key, Value value) {

  static PlainLabel of(String key, String text) {
    return new PlainLabel(key, new StringValue(text));
  }

  @Override
  public String toString() {
    return key + "=" + ValueText.literal(value);
  }
}
