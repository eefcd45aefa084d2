package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.StringValue;

/// A search by tags looks at texts.
///
/// @param isPart whether the text may stand anywhere in a value; else the value must be the text,
///   or an array with it
record TextTest(String text, boolean isPart) implements CodeTest {

  @Override
  public boolean holds(Values values, int code) {
    return switch (values.type(code)) {
      case STRING, ARRAY -> holds(values.value(code));
      case MISSING, INT, FLOAT, BOOL, STATUS, KIND, OPAQUE -> false;
    };
  }

  @Override
  public boolean holds(Value value) {
    return switch (value) {
      case StringValue(var found) -> isPart ? found.contains(text) : found.equals(text);
      case ArrayValue(var elements) -> !isPart && elements.contains(new StringValue(text));
      default -> false;
    };
  }
}
