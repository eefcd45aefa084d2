package dev.vivace.integration.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Attributes and their values, from a source of chance.
final class RandomValues {
  private static final long[] INTEGERS = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53};
  private static final double[] DOUBLES = {
    0.0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
  };
  private static final String[] WORDS = {
    "GET",
    "checkout",
    "größe",
    "東京",
    "🦀",
    "\u0000",
    "\"quoted\\\"",
    "a b",
    "%s",
    "</script>",
    "\u00a0"
  };
  private static final int MAX_DEPTH = 6;
  private static final int LONG_TEXT = 60_000;

  // Numbers that no version of the protocol uses.
  private static final int FIRST_UNKNOWN_FIELD = 900;

  private final Random random;

  RandomValues(Random random) {
    this.random = random;
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /// An id of this length that is not all zeros.
  ByteString id(int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    id[bytes - 1] |= 1;
    return ByteString.copyFrom(id);
  }

  /// A dropped count: mostly none, sometimes above the range of a signed int.
  int count() {
    return chance(0.9) ? 0 : random.nextInt();
  }

  String text(int maxLength) {
    int length = chance(0.003) ? LONG_TEXT : random.nextInt(maxLength + 1);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(100));
    }
    return text.toString();
  }

  List<KeyValue> attributes(int count) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attributes.add(attribute());
    }
    return attributes;
  }

  KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private KeyValue attribute() {
    return switch (random.nextInt(20)) {
      case 0 -> KeyValue.newBuilder().setKey("no value").build();
      case 1 -> KeyValue.newBuilder().setValue(value(0)).build(); // no key
      case 2 -> KeyValue.newBuilder().setKey("rare." + text(40)).setValue(value(0)).build();
      case 3 -> attribute("usual", WORDS[random.nextInt(3)]);
      default -> // few keys, so that they come twice and with different types
          KeyValue.newBuilder().setKey("key." + random.nextInt(12)).setValue(value(0)).build();
    };
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth < MAX_DEPTH ? 14 : 10)) {
      case 0, 1, 2, 3 -> value.setStringValue(text(40));
      case 4 -> value.setStringValue("");
      case 5 -> value.setBoolValue(random.nextBoolean());
      case 6 ->
          value.setIntValue(
              chance(0.5) ? random.nextInt(1000) : INTEGERS[random.nextInt(INTEGERS.length)]);
      case 7 ->
          value.setDoubleValue(
              chance(0.5) ? random.nextGaussian() : DOUBLES[random.nextInt(DOUBLES.length)]);
      case 8 -> value.setBytesValue(chance(0.3) ? ByteString.EMPTY : id(1 + random.nextInt(40)));
      case 9 -> value.clearValue();
      case 10, 11, 12 -> value.setArrayValue(array(depth));
      default -> value.setKvlistValue(list(depth));
    }
    if (chance(0.02)) {
      value.setUnknownFields(unknownFields());
    }
    return value.build();
  }

  private ArrayValue array(int depth) {
    ArrayValue.Builder array = ArrayValue.newBuilder();
    boolean sameType = chance(0.5);
    for (int left = random.nextInt(5); left > 0; left--) {
      array.addValues(
          sameType ? AnyValue.newBuilder().setStringValue(text(10)).build() : value(depth + 1));
    }
    return array.build();
  }

  private KeyValueList list(int depth) {
    KeyValueList.Builder list = KeyValueList.newBuilder();
    for (int left = random.nextInt(4); left > 0; left--) {
      list.addValues(
          KeyValue.newBuilder().setKey("k" + random.nextInt(3)).setValue(value(depth + 1)));
    }
    return list.build();
  }

  UnknownFieldSet unknownFields() {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
      switch (random.nextInt(4)) {
        case 0 -> field.addVarint(random.nextLong());
        case 1 -> field.addFixed32(random.nextInt());
        case 2 -> field.addFixed64(random.nextLong());
        default -> field.addLengthDelimited(id(1 + random.nextInt(20))).addVarint(7);
      }
      fields.addField(FIRST_UNKNOWN_FIELD + random.nextInt(5), field.build());
    }
    return fields.build();
  }
}
