package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;

/// `= nil` and `!= nil`: what is opaque satisfies neither.
enum PresenceTest implements CodeTest {
  MISSING {
    @Override
    public boolean holds(Values values, int code) {
      return values.type(code) == ValueType.MISSING;
    }

    @Override
    public boolean holds(Value value) {
      return value instanceof Nil;
    }
  },
  PRESENT {
    @Override
    public boolean holds(Values values, int code) {
      ValueType type = values.type(code);
      return type != ValueType.MISSING && type != ValueType.OPAQUE;
    }

    @Override
    public boolean holds(Value value) {
      return !(value instanceof Nil || value instanceof Opaque);
    }
  }
}
