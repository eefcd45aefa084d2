package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;

/// The value of a tag. The second version of the API has text only; Thrift of the first has types.
sealed interface TagValue {

  record TextValue(Text text) implements TagValue {}

  record IntValue(long number) implements TagValue {}

  record DoubleValue(double number) implements TagValue {}

  record BoolValue(boolean isTrue) implements TagValue {}

  record BytesValue(Text bytes) implements TagValue {}

  static TagValue of(Text text) {
    return new TextValue(text);
  }

  /// The value as text, for rules about what it says.
  default String asText() {
    return switch (this) {
      case TextValue(Text text) -> text.toString();
      case IntValue(long number) -> Long.toString(number);
      case DoubleValue(double number) -> Double.toString(number);
      case BoolValue(boolean isTrue) -> Boolean.toString(isTrue);
      case BytesValue(Text bytes) -> bytes.toString();
    };
  }

  /// Writes the value as an attribute of what the writer has open.
  default void write(Text key, OtlpRequestWriter out) {
    switch (this) {
      case TextValue(Text text) -> out.stringAttribute(key, text);
      case IntValue(long number) -> out.intAttribute(key, number);
      case DoubleValue(double number) -> out.doubleAttribute(key, number);
      case BoolValue(boolean isTrue) -> out.boolAttribute(key, isTrue);
      case BytesValue(Text bytes) -> out.bytesAttribute(key, bytes);
    }
  }
}
