package dev.vivace.cli.content;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.nio.ByteBuffer;
import java.util.List;

/// Makes attributes of all types.
final class ValueMaker {
  /// How many types there are, for [#any].
  static final int TYPES = 8;

  private static final List<String> NAMES =
      List.of("text", "flag", "int", "double", "list", "map", "bytes", "words");
  private static final List<String> WORDS =
      List.of("alpha", "", "día", "漢字", "tab\there", "\"quoted\"", "🙂", "z".repeat(300));

  /// What a type is called in the key of an attribute.
  static String nameOf(int type) {
    return NAMES.get(type);
  }

  static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  /// An attribute of one of the types, with a random value.
  KeyValue any(Draws draws, String key, int type) {
    return KeyValue.newBuilder().setKey(key).setValue(value(draws, type)).build();
  }

  private AnyValue value(Draws draws, int type) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (type) {
      case 0 -> value.setStringValue("value " + draws.below(1_000_000));
      case 1 -> value.setBoolValue(draws.chance(50));
      case 2 -> value.setIntValue(draws.chance(50) ? draws.next() : draws.below(500));
      case 3 -> value.setDoubleValue(draws.number());
      case 4 -> value.setArrayValue(array(draws));
      case 5 -> value.setKvlistValue(map(draws));
      case 6 -> value.setBytesValue(bytes(draws));
      default -> value.setStringValue(WORDS.get(draws.below(WORDS.size())));
    }
    return value.build();
  }

  private static ArrayValue array(Draws draws) {
    ArrayValue.Builder array = ArrayValue.newBuilder();
    for (int i = draws.below(4); i >= 0; i--) {
      array.addValues(AnyValue.newBuilder().setStringValue("item " + draws.below(50)));
    }
    return array.build();
  }

  private static KeyValueList map(Draws draws) {
    return KeyValueList.newBuilder()
        .addValues(text("inner", "value " + draws.below(50)))
        .addValues(number("count", draws.below(50)))
        .build();
  }

  private static ByteString bytes(Draws draws) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(draws.next()).flip());
  }
}
