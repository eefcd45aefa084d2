package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;

/// Whether a value is this truth value: a bare attribute in a filter.
enum BoolTest implements CodeTest {
  TRUE(true),
  FALSE(false);

  private final boolean expected;

  BoolTest(boolean expected) {
    this.expected = expected;
  }

  @Override
  public boolean holds(Values values, int code) {
    return values.type(code) == ValueType.BOOL && (values.number(code) != 0) == expected;
  }

  @Override
  public boolean holds(Value value) {
    return value instanceof BoolValue(var flag) && flag == expected;
  }
}
