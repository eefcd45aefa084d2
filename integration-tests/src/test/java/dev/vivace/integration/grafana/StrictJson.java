package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/// Reads JSON as the data source does: by protobuf's own parser, to which an unknown key is an
/// error. Beyond that, the text must be what protobuf's own writer would have written: 64-bit
/// numbers as strings, no zero, the one spelling of each key. Empty lists may stand there.
final class StrictJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private StrictJson() {}

  /// The message of a type that a text holds.
  static <M extends Message> M read(String json, M type) {
    try {
      Message.Builder builder = type.newBuilderForType();
      JsonFormat.parser().merge(json, builder);
      Message message = builder.build();
      assertThat(plain(tree(json)))
          .as("as protobuf itself writes it")
          .isEqualTo(plain(tree(JsonFormat.printer().print(message))));
      @SuppressWarnings("unchecked") // The builder is of the type that was given.
      M typed = (M) message;
      return typed;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(
          "no %s: %s%n%s".formatted(type.getDescriptorForType().getName(), e.getMessage(), json),
          e);
    }
  }

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /// Without empty lists, and with all numbers alike.
  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      node.properties().stream()
          .filter(field -> !(field.getValue().isArray() && field.getValue().isEmpty()))
          .forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
      return fields;
    }
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false).map(StrictJson::plain).toList();
    }
    return node.isNumber() ? node.doubleValue() : node;
  }
}
