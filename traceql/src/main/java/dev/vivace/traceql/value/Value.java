package dev.vivace.traceql.value;

import java.util.List;

/// One typed value: a literal of a query, or what a span holds.
public sealed interface Value {

  record StringValue(String text) implements Value {}

  record IntValue(long value) implements Value {}

  record FloatValue(double value) implements Value {}

  record BoolValue(boolean value) implements Value {}

  record DurationValue(long nanos) implements Value {}

  record StatusValue(Status status) implements Value {}

  record KindValue(Kind kind) implements Value {}

  /// Two or more strings, ints, floats or bools, all of one type. An array of one element is its
  /// element, one without elements or of several types is [Opaque].
  record ArrayValue(List<Value> elements) implements Value {

    public ArrayValue {
      elements = List.copyOf(elements);
      if (elements.size() < 2) {
        throw new IllegalArgumentException(
            "array of " + elements.size() + " elements (expected: at least 2)");
      }
      Class<?> type = elements.getFirst().getClass();
      for (Value element : elements) {
        if (element.getClass() != type || !isElement(element)) {
          throw new IllegalArgumentException(
              "array holds " + element + " (expected: strings, ints, floats or bools, all alike)");
        }
      }
    }

    private static boolean isElement(Value value) {
      return value instanceof StringValue
          || value instanceof IntValue
          || value instanceof FloatValue
          || value instanceof BoolValue;
    }
  }

  /// The absence of a value.
  record Nil() implements Value {

    public static final Nil NIL = new Nil();
  }

  /// Something is stored, but nothing that the language has a type for: bytes, key-value lists,
  /// empty or mixed arrays. It satisfies no condition, neither `= nil` nor `!= nil`.
  record Opaque() implements Value {

    public static final Opaque OPAQUE = new Opaque();
  }

  /// Whether this is an int, a float or a duration.
  default boolean isNumber() {
    return this instanceof IntValue || this instanceof FloatValue || this instanceof DurationValue;
  }

  /// The number as a double, durations in nanoseconds.
  default double asDouble() {
    return switch (this) {
      case IntValue(var value) -> value;
      case FloatValue(var value) -> value;
      case DurationValue(var nanos) -> nanos;
      default -> throw new IllegalStateException("not a number: " + this);
    };
  }
}
