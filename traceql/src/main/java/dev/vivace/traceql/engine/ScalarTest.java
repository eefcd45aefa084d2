package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;

/// Whether a value is this one, type included.
record ScalarTest(Value expected) implements CodeTest {

  @Override
  public boolean holds(Values values, int code) {
    return holds(values.value(code));
  }

  @Override
  public boolean holds(Value value) {
    return value.equals(expected);
  }
}
