package dev.vivace.querier.json;

import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.ValueText;

/// Values as protobuf's JSON of `AnyValue`: ints, floats, bools, and the text of all others.
public final class ValueJson {

  private ValueJson() {}

  /// What was chosen is written even if it is zero or empty.
  public static void write(JsonBytes out, Value value) {
    out.raw('{');
    switch (value) {
      case IntValue(var number) -> out.raw("\"intValue\":").longString(number);
      case FloatValue(var number) -> out.raw("\"doubleValue\":").number(number);
      case BoolValue(var flag) -> out.raw("\"boolValue\":").raw(Boolean.toString(flag));
      case Value other -> out.raw("\"stringValue\":").string(ValueText.bare(other));
    }
    out.raw('}');
  }
}
