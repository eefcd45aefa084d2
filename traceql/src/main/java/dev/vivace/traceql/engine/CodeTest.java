package dev.vivace.traceql.engine;

import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;

/// A condition on one value. Both methods give the same answer for the same value.
interface CodeTest {

  boolean holds(Values values, int code);

  boolean holds(Value value);

  /// False if the test surely holds for no value of a column, found out without reading them.
  default boolean mayHold(CodedColumn column) {
    return true;
  }
}
