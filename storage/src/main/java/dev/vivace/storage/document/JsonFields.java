package dev.vivace.storage.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Fields of JSON objects, checked: what is missing or of another kind throws
/// `IllegalArgumentException` with the field's name.
public final class JsonFields {

  private JsonFields() {}

  public static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("field '%s' is missing".formatted(name));
    }
    return value;
  }

  public static long number(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException(
          "field '%s' is %s (expected: a 64-bit integer)".formatted(name, value));
    }
    return value.longValue();
  }

  public static String text(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "field '%s' is %s (expected: a string)".formatted(name, value));
    }
    return value.textValue();
  }

  /// An unsigned number of nanoseconds.
  public static long time(JsonNode node, String name) {
    return Long.parseUnsignedLong(field(node, name).asText());
  }

  /// The items of an array.
  public static <T> List<T> list(JsonNode node, String name, Function<JsonNode, T> item) {
    List<T> items = new ArrayList<>();
    for (JsonNode value : field(node, name)) {
      items.add(item.apply(value));
    }
    return items;
  }

  /// Writes an unsigned number of nanoseconds.
  public static void writeTime(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(new BigInteger(Long.toUnsignedString(nanos)));
  }
}
