package dev.vivace.traceql.extract;

import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.Optional;

/// The types that attributes are stored with. An array counts as the type of its elements.
public enum StoredType {
  STRING,
  INT,
  FLOAT,
  BOOL;

  /// The stored type of a value; none for nil, opaque values and what attributes cannot hold.
  public static Optional<StoredType> of(Value value) {
    return switch (value) {
      case StringValue _ -> Optional.of(STRING);
      case IntValue _ -> Optional.of(INT);
      case FloatValue _ -> Optional.of(FLOAT);
      case BoolValue _ -> Optional.of(BOOL);
      case ArrayValue(var elements) -> of(elements.getFirst());
      case DurationValue _, StatusValue _, KindValue _, Nil _, Opaque _ -> Optional.empty();
    };
  }
}
